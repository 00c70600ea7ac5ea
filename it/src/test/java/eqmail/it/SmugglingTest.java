package eqmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import testkit.SmtpClient;

/**
 * Data that ends almost: another server may see an end where this one sees none, or the other way round. Only CRLF dot
 * CRLF is an end (RFC 5321 4.1.1.4); what follows anything else must never become a second message.
 */
class SmugglingTest {
    /** Line ends of somebody's making, before and after the dot. */
    private static final List<String> ENDS = List.of(
            "\n",
            "\r",
            "\r\n",
            "\n\n",
            "\r\r",
            "\n\r",
            "\r\r\n",
            "\r\n\0",
            "\r\n\u000b",
            "\r\n\f",
            "\r\n\u0085",
            "\r\n ");

    private static final Set<String> MORE = Set.of(
            "\r\n.\0\r\n", "\r\n. \r\n", "\r\n.\t\r\n", "\r\n\t.\r\n", "\r\n..\r\n", "\r\n.\u001a\r\n", "\r\n.\\r\\n");
    private static final String SMUGGLED = "MAIL FROM:<boss@bank.test>\r\nRCPT TO:<you@eqmail.test>\r\nDATA\r\n"
            + "Subject: smuggled\r\n\r\nsmuggled\r\n.\r\n";

    @Test
    void takesOnlyTheTrueEndOfDataForOne() throws Exception {
        Set<String> almost = new LinkedHashSet<>(MORE);
        for (String before : ENDS) {
            for (String after : ENDS) {
                almost.add(before + "." + after);
            }
        }
        almost.removeIf(end -> end.contains("\r\n.\r\n"));
        try (TrialServer server = TrialServer.start(Map.of())) {
            int accepted = 0;
            for (String end : almost) {
                accepted += smuggle(server, end) ? 1 : 0;
            }
            try (SmtpClient client = server.client()) {
                client.message("a@client.test", "me@eqmail.test", "Subject: last\n\n");
            }
            assertThat(server.awaitMessages("me", accepted + 1)).hasSize(accepted + 1);
            assertThat(server.messages("you")).isEmpty();
        }
    }

    /** Was a message accepted? At most one ever is, and then the session is where the sender thinks it is. */
    private static boolean smuggle(TrialServer server, String end) throws IOException {
        String shown = end.replace("\r", "CR ").replace("\n", "LF ");
        try (SmtpClient client = server.client()) {
            client.expect("250", "MAIL FROM:<a@client.test>");
            client.expect("250", "RCPT TO:<me@eqmail.test>");
            client.expect("354", "DATA");
            String answer;
            try {
                client.send("Subject: outer\r\n\r\nbody" + end + SMUGGLED + "QUIT\r\n");
                answer = client.reply();
                String next = client.reply();
                assertThat(next).as(shown).startsWith("221");
            } catch (EOFException | SocketException closed) {
                answer = "closed";
            }
            assertThat(answer).as(shown).matches("(?s)250 ok .*|451 .*|5.*|closed");
            return answer.startsWith("250");
        }
    }
}
