package eqmail.smtpd;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReceivedLineTest {
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");

    private static String line(Client client) {
        return ReceivedLine.of(client, TIME, ZoneOffset.UTC);
    }

    private static Client client(String... variables) {
        Map<String, String> env = new HashMap<>();
        for (int i = 0; i < variables.length; i += 2) {
            env.put(variables[i], variables[i + 1]);
        }
        return new Client(env);
    }

    @Test
    void namesClientAndServer() {
        Client client = client(
                "TCPREMOTEHOST", "c.example", "TCPREMOTEIP", "192.0.2.7", "TCPREMOTEINFO", "joe", "TCPLOCALHOST", "me");
        client.helo("said.example");
        assertThat(line(client))
                .startsWith("Received: from c.example (HELO said.example) (joe@192.0.2.7)\n")
                .endsWith("\n  by me with SMTP; 2 Jan 2026 03:04:05 +0000\n");
    }

    @Test
    void leavesOutAHeloThatSaysTheSame() {
        Client client = client("TCPREMOTEHOST", "c.example", "TCPREMOTEIP", "192.0.2.7", "TCPLOCALIP", "192.0.2.1");
        client.helo("C.Example");
        assertThat(line(client)).startsWith("Received: from c.example (192.0.2.7)\n  by 192.0.2.1 with SMTP; ");
    }

    @Test
    void showsAnEmptyHeloAndAnEmptyInfo() {
        Client client = client("TCPREMOTEINFO", "");
        client.helo("");
        assertThat(line(client)).startsWith("Received: from unknown (HELO ) (@unknown)\n  by unknown with SMTP; ");
    }

    @Test
    void nothingFromOutsideEndsTheLineOrOpensAComment() {
        Client client = client("TCPREMOTEHOST", "a_b", "TCPREMOTEIP", "::1", "TCPREMOTEINFO", "x)\n(y");
        client.helo("[1.2.3.4] (hi)\r\nX: \u00e9\0");
        assertThat(line(client))
                .startsWith("Received: from a?b (HELO ?1.2.3.4???hi???X:???) (x???y@::1)\n  by unknown with SMTP; ")
                .satisfies(l ->
                        assertThat(l.chars().filter(c -> c == '\n').count()).isEqualTo(2));
    }

    @Test
    void theTimeIsLocal() {
        assertThat(ReceivedLine.of(client(), TIME, ZoneId.of("Asia/Kolkata")))
                .endsWith("; 2 Jan 2026 08:34:05 +0530\n");
    }
}
