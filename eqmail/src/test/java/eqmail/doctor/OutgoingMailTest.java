package eqmail.doctor;

import static eqmail.doctor.Patient.told;
import static org.assertj.core.api.Assertions.assertThat;

import eqmail.dns.FakeResolver;
import eqmail.net.IpText;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutgoingMailTest {
    @TempDir
    Path home;

    private final FakeResolver dns = new FakeResolver();
    private final Map<String, String> greetings = new HashMap<>();
    private final List<String> called = new ArrayList<>();
    private Patient patient = new Patient(Path.of(""));

    @BeforeEach
    void name() {
        patient = new Patient(home);
        dns.mx("example.net", "20 b.example.net", "10 a.example.net")
                .address("a.example.net", "192.0.2.1", "2001:db8::1")
                .address("b.example.net", "192.0.2.2");
    }

    private String call(InetSocketAddress server, boolean greeted) throws IOException {
        String address = IpText.of(server.getAddress()) + " " + server.getPort() + (greeted ? "" : " silent");
        called.add(address);
        String greeting = greetings.get(address);
        if (greeting == null) {
            throw new IOException("Connection refused");
        }
        return greeting;
    }

    private List<String> look(String domain, boolean ownIpv6) throws Exception {
        Optional<String> asked = domain.isEmpty() ? Optional.empty() : Optional.of(domain);
        return told(new OutgoingMail(patient.control(), dns, asked, ownIpv6, this::call));
    }

    @Test
    void callsNobodyUnasked() throws Exception {
        assertThat(look("", true))
                .containsExactly(
                        "SKIP no server was called; eqmail doctor --outgoing DOMAIN calls that of a domain you know");
        assertThat(called).isEmpty();
    }

    @Test
    void callsTheBestServerOfADomainByEachFamily() throws Exception {
        greetings.put("192.0.2.1 25", "220 a.example.net ESMTP");
        assertThat(look("example.net", true))
                .containsExactly(
                        "OK the server of example.net over IPv4 answers: a.example.net [192.0.2.1]:25 220"
                                + " a.example.net ESMTP",
                        "WARN the server of example.net over IPv6 does not answer: a.example.net [2001:db8::1]:25"
                                + " Connection refused");
        assertThat(called).containsExactly("192.0.2.1 25", "2001:db8::1 25");
    }

    @Test
    void aClosedPortFailsAfterTwoCalls() throws Exception {
        dns.address("b.example.net", "192.0.2.2", "192.0.2.3", "192.0.2.4");
        assertThat(look("example.net", false))
                .containsExactly(
                        "FAIL the server of example.net over IPv4 does not answer: b.example.net [192.0.2.2]:25"
                                + " Connection refused");
        assertThat(called).containsExactly("192.0.2.1 25", "192.0.2.2 25");
    }

    @Test
    void oneThatTurnsUsAwayFails() throws Exception {
        greetings.put("192.0.2.1 25", "554 listed");
        greetings.put("192.0.2.2 25", "554 no");
        assertThat(look("example.net", false))
                .containsExactly("FAIL the server of example.net over IPv4 takes no mail from here: b.example.net"
                        + " [192.0.2.2]:25 554 no");
    }

    @Test
    void callsTheRelaysOfTheConfigurationOnce() throws Exception {
        patient.with(
                "control/smtproutes",
                ":relay.example:587 user secret\n"
                        + "x.org:relay.example:587\n"
                        + "y.org:[192.0.2.9]:465\n"
                        + "z.org:\n"
                        + "w.org:gone.example\n");
        dns.address("relay.example", "192.0.2.8");
        greetings.put("192.0.2.8 587", "220 hello");
        greetings.put("192.0.2.9 465 silent", "");
        assertThat(look("", false))
                .containsExactly(
                        "OK the relay [192.0.2.9]:465 answers: [192.0.2.9] [192.0.2.9]:465 ",
                        "FAIL no address of the relay gone.example:25",
                        "OK the relay relay.example:587 answers: relay.example [192.0.2.8]:587 220 hello");
        assertThat(look("example.net", false)).contains("OK mail for example.net goes by a relay");
    }

    @Test
    void namesThatLeadNowhereAreSaidSo() throws Exception {
        dns.fails("slow.example").exists("empty.example");
        assertThat(look("slow.example", false))
                .containsExactly("WARN no name server tells where mail for slow.example goes");
        assertThat(look("empty.example", false)).containsExactly("WARN no server of empty.example can be called");
    }
}
