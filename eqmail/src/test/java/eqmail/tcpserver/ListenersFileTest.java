package eqmail.tcpserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.net.Network;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenersFileTest {
    @TempDir
    Path home;

    @Test
    void servesSmtpOnPort25OfBothFamiliesWithoutAFile() throws IOException {
        ListenLine line = ListenersFile.read(new Control(home)).getFirst();
        assertThat(line.name()).isEqualTo("smtp :25");
        assertThat(line.address()).isEmpty();
        assertThat(line.limits()).isEqualTo(new ListenLine.Limits(1000, 250, 1024));
        assertThat(line.rules()).isEqualTo("control/tcprules");
        assertThat(line.lookup()).isFalse();
    }

    @Test
    void listensNowhereWithAnEmptyFile() throws IOException {
        assertThat(read("# nothing\n\n")).isEmpty();
    }

    @Test
    void readsAddressesOfBothFamilies() throws IOException {
        List<ListenLine> lines = read("""
            # comment
            smtp 127.0.0.1:2525

              smtp [::1]:2525
            submission *:587
            pop3 :0
            """);
        assertThat(lines)
                .extracting(ListenLine::name)
                .containsExactly("smtp 127.0.0.1:2525", "smtp [::1]:2525", "submission :587", "pop3 :0");
        assertThat(lines).extracting(ListenLine::number).containsExactly(2, 4, 5, 6);
        assertThat(lines.get(1).address()).contains(InetAddress.ofLiteral("::1"));
    }

    @Test
    void readsOptionsAndVariables() throws IOException {
        ListenLine line = read("smtp\t:25 concurrency=40 perip=3 backlog=20 proxy=10.0.0.0/8,::1 paranoid verbose"
                        + " localname=mx.example rules=control/in SMTPS= DATABYTES=1000 X=a=b\n")
                .getFirst();
        assertThat(line.limits()).isEqualTo(new ListenLine.Limits(40, 3, 20));
        assertThat(line.proxies()).extracting(Network::toString).containsExactly("10.0.0.0/8", "::1/128");
        assertThat(line.lookup()).isTrue();
        assertThat(line.paranoid()).isTrue();
        assertThat(line.verbose()).isTrue();
        assertThat(line.localHost()).contains("mx.example");
        assertThat(line.rules()).isEqualTo("control/in");
        assertThat(line.environment()).isEqualTo(Map.of("SMTPS", "", "DATABYTES", "1000", "X", "a=b"));
    }

    @Test
    void givesAnAddressAQuarterOfTheSessions() throws IOException {
        assertThat(read("smtp :25 concurrency=40\n").getFirst().limits().perAddress())
                .isEqualTo(10);
        assertThat(read("smtp :25 concurrency=1\n").getFirst().limits().perAddress())
                .isEqualTo(1);
    }

    @Test
    void takesTheNumberOfSessionsFromConcurrencyincoming() throws IOException {
        Files.createDirectories(home.resolve("control"));
        Files.writeString(home.resolve("control/concurrencyincoming"), "20\n");
        assertThat(read("smtp :25\n").getFirst().limits()).isEqualTo(new ListenLine.Limits(20, 5, 1024));
        assertThat(read("smtp :25 concurrency=7\n").getFirst().limits().sessions())
                .isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        smpt :25 | unknown role smpt
        smtp | no address:port
        smtp 25 | no port in 25
        smtp :65536 | port must be a number from 0 to 65535: 65536
        smtp :25x | port must be a number from 0 to 65535: 25x
        smtp ::1:25 | an IPv6 address needs brackets: ::1
        smtp [::1:25 | an IPv6 address needs brackets: [::1
        smtp [1.2.3]:25 | not an address: [1.2.3]
        smtp localhost:25 | not an address: localhost
        smtp :25 concurrency=0 | concurrency must be a number from 1 to 1000000: 0
        smtp :25 concurrency=1000001 | concurrency must be a number from 1 to 1000000: 1000001
        smtp :25 backlog= | backlog must be a number from 1 to 65535:
        smtp :25 proxy=10.0.0.0/33 | not an address or address/length: 10.0.0.0/33
        smtp :25 proxy= | not an address or address/length:
        smtp :25 concurency=3 | unknown option concurency=3
        smtp :25 lookup=1 | unknown option lookup=1
        smtp :25 perip | unknown option perip
        smtp :25 =1 | unknown option =1
        """)
    void namesFileLineAndFault(String line, String fault) {
        assertThatThrownBy(() -> read("\n" + line + "\n"))
                .isInstanceOf(ControlException.class)
                .extracting(Throwable::getMessage)
                .asString()
                .startsWith("control/listeners: line 2: " + fault);
    }

    @ParameterizedTest
    @ValueSource(strings = {"smtp", "submission", "smtps", "submissions", "pop3", "pop3s", "qmtp", "qmqp", "admin"})
    void knowsEveryRole(String role) throws IOException {
        assertThat(read(role + " :1\n").getFirst().role()).isEqualTo(role);
    }

    private List<ListenLine> read(String text) throws IOException {
        Files.createDirectories(home.resolve("control"));
        Files.writeString(home.resolve("control/listeners"), text);
        return ListenersFile.read(new Control(home));
    }
}
