package eqmail.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QmailTcptoTest {
    private static final long NOW = 1_800_000_000;

    @TempDir
    Path home;

    private Path file;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private QmailTcpto commands;

    @BeforeEach
    void lay() throws IOException {
        file = Files.createDirectories(home.resolve("queue/lock")).resolve("tcpto");
        commands = new QmailTcpto(home, InstantSource.fixed(Instant.ofEpochSecond(NOW)));
    }

    private TcptoTable table(String... addresses) {
        TcptoTable table = new TcptoTable();
        for (String address : addresses) {
            table.failed(InetAddress.ofLiteral(address), NOW - 5);
        }
        return table;
    }

    @Test
    void showsBothFamilies() throws IOException {
        Files.write(file, table("192.0.2.1", "2001:db8:0:0:1:0:0:1", "::").bytes());
        assertThat(commands.show(said)).isZero();
        assertThat(said.toString(UTF_8)).isEqualTo("""
            192.0.2.1 timed out 5 seconds ago; # recent timeouts: 1
            2001:db8::1:0:0:1 timed out 5 seconds ago; # recent timeouts: 1
            :: timed out 5 seconds ago; # recent timeouts: 1
            """);
    }

    @Test
    void ignoresAPartialRecord() throws IOException {
        Files.write(file, Arrays.copyOf(table("192.0.2.1", "192.0.2.2").bytes(), 63));
        commands.show(said);
        assertThat(said.toString(UTF_8).lines()).hasSize(1);
    }

    @Test
    void saysThatThereIsNoFile() throws IOException {
        assertThat(commands.show(said)).isEqualTo(111);
        assertThat(said.toString(UTF_8)).isEqualTo("fatal: unable to open tcpto: file does not exist\n");
    }

    @Test
    void saysThatThereIsNoHome() throws IOException {
        QmailTcpto elsewhere = new QmailTcpto(home.resolve("none"), InstantSource.system());
        assertThat(elsewhere.show(said)).isEqualTo(111);
        assertThat(said.toString(UTF_8)).isEqualTo("fatal: unable to chdir: file does not exist\n");
    }

    @Test
    void clearsAndFillsUpAShortFile() throws IOException {
        Files.write(file, Arrays.copyOf(table("192.0.2.1").bytes(), 32));
        assertThat(commands.clear(said)).isZero();
        assertThat(Files.readAllBytes(file)).isEqualTo(new byte[2048]);
        assertThat(said.toString(UTF_8)).isEmpty();
    }

    @Test
    void cannotClearWhatIsNotThere() throws IOException {
        assertThat(commands.clear(said)).isEqualTo(111);
        assertThat(said.toString(UTF_8))
                .isEqualTo("qmail-tcpok: fatal: unable to write " + file + ": file does not exist\n");
    }
}
