package eqmail.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReceptionTest {
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");

    private static String line(Reception reception) {
        return reception.line(TIME, ZoneOffset.UTC);
    }

    @Test
    void namesClientAndServer() {
        Reception reception = new Reception("c.example", "said.example", Optional.of("joe"), "192.0.2.7", "me", "SMTP");
        assertThat(line(reception))
                .startsWith("Received: from c.example (HELO said.example) (joe@192.0.2.7)\n")
                .endsWith("\n  by me with SMTP; 2 Jan 2026 03:04:05 +0000\n");
    }

    @Test
    void leavesOutAHeloThatSaysTheSame() {
        Reception reception =
                new Reception("c.example", "C.Example", Optional.empty(), "192.0.2.7", "192.0.2.1", "SMTP");
        assertThat(line(reception)).startsWith("Received: from c.example (192.0.2.7)\n  by 192.0.2.1 with SMTP; ");
    }

    @Test
    void showsAnEmptyHeloAndAnEmptyInfo() {
        Reception reception = new Reception("unknown", "", Optional.of(""), "unknown", "unknown", "SMTP");
        assertThat(line(reception)).startsWith("Received: from unknown (HELO ) (@unknown)\n  by unknown with SMTP; ");
    }

    @Test
    void nothingFromOutsideEndsTheLineOrOpensAComment() {
        Reception reception =
                new Reception("a_b", "[1.2.3.4] (hi)\r\nX: \u00e9\0", Optional.of("x)\n(y"), "::1", "unknown", "SMTP");
        assertThat(line(reception))
                .startsWith("Received: from a?b (HELO ?1.2.3.4???hi???X:???) (x???y@::1)\n  by unknown with SMTP; ")
                .satisfies(l ->
                        assertThat(l.chars().filter(c -> c == '\n').count()).isEqualTo(2));
    }

    @Test
    void theTimeIsLocal() {
        Reception reception = Reception.of(Map.of(), "QMTP");
        assertThat(reception.line(TIME, ZoneId.of("Asia/Kolkata"))).endsWith("; 2 Jan 2026 08:34:05 +0530\n");
    }

    @Test
    void takesAPeerFromTheVariablesOfTcpEnviron() {
        Map<String, String> environment =
                Map.of("TCPREMOTEHOST", "c.example", "TCPREMOTEIP", "::1", "TCPLOCALIP", "192.0.2.1");
        assertThat(line(Reception.of(environment, "QMQP")))
                .startsWith("Received: from c.example (::1)\n  by 192.0.2.1 with QMQP; ");
        assertThat(line(Reception.of(Map.of("TCPREMOTEINFO", "joe", "TCPLOCALHOST", "me"), "QMQP")))
                .startsWith("Received: from unknown (joe@unknown)\n  by me with QMQP; ");
    }
}
