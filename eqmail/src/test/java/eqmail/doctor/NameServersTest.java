package eqmail.doctor;

import static eqmail.doctor.Patient.told;
import static org.assertj.core.api.Assertions.assertThat;

import eqmail.dns.ServerProbe.State;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NameServersTest {
    private static List<String> look(Map<String, State> servers) throws Exception {
        List<InetSocketAddress> all = servers.keySet().stream()
                .sorted()
                .map(s -> new InetSocketAddress(s, 53))
                .toList();
        return told(new NameServers(all, server -> servers.getOrDefault(server.getHostString(), State.SILENT)));
    }

    @Test
    void aValidatingServerOnThisHostIsBest() throws Exception {
        assertThat(look(Map.of("127.0.0.1", State.VALIDATES)))
                .containsExactly("OK 127.0.0.1 answers and checks DNSSEC signatures");
    }

    @Test
    void elsewhereItsWordCannotBeTrusted() throws Exception {
        assertThat(look(Map.of("192.0.2.53", State.VALIDATES)))
                .containsExactly(
                        "WARN 192.0.2.53 checks DNSSEC signatures, but its answers cross a network unprotected");
    }

    @Test
    void oneThatAnswersIsEnough() throws Exception {
        assertThat(look(Map.of("127.0.0.1", State.SILENT, "192.0.2.53", State.ANSWERS)))
                .containsExactly(
                        "WARN 127.0.0.1 does not answer", "WARN 192.0.2.53 answers, but checks no DNSSEC signatures");
    }

    @Test
    void withoutAnyAnswerNoMailLeaves() throws Exception {
        assertThat(look(Map.of("127.0.0.1", State.REFUSES, "127.0.0.2", State.SILENT)))
                .containsExactly(
                        "WARN 127.0.0.1 refuses to answer",
                        "WARN 127.0.0.2 does not answer",
                        "FAIL none answers, so no mail can leave");
    }
}
