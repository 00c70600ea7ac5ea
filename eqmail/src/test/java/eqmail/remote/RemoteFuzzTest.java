package eqmail.remote;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.ByteInput;
import eqmail.bytes.Latin1;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import testkit.Fuzz;

/** Routes of any bytes, and servers that answer anything. */
@Timeout(600)
class RemoteFuzzTest {
    private static final String[] ROUTES = {
        "example.org:relay.example.net:26",
        ".example.org:[2001:db8::1]:25 joe secret",
        ":2001:db8::1",
        "a:",
        "a:b:99999"
    };
    private static final String[] REPLIES = {
        "250 ok\r\n", "250-first\r\n250-PIPELINING\r\n250 last\r\n", "\u00ff\u00ff\u00ff-\n354 x\n", "421\n"
    };

    @Test
    void aRouteIsARelayOrTheNormalWay() {
        Fuzz.rounds(20_000, random -> {
            SmtpRoutes routes = new SmtpRoutes(List.of(Fuzz.bent(random, ROUTES), Fuzz.bent(random, ROUTES)));
            routes.find(Fuzz.bent(random, "example.org", "mail.example.org", "a", ""))
                    .ifPresent(relay -> {
                        assertThat(relay.host()).isNotEmpty();
                        assertThat(relay.port()).isBetween(0, 65535);
                    });
        });
    }

    @Test
    void aReplyHasACodeAndABoundedTextOrTheConnectionIsDead() {
        Fuzz.rounds(10_000, random -> {
            String sent = Fuzz.bent(random, REPLIES);
            ReplyReader reader = new ReplyReader(new ByteInput(new ByteArrayInputStream(Latin1.bytes(sent))));
            try {
                for (int replies = 0; replies <= sent.length(); replies++) {
                    Reply reply = reader.read();
                    assertThat(reply.text().length()).isLessThanOrEqualTo(ReplyReader.MOST_TEXT);
                }
                throw new AssertionError("more replies than bytes");
            } catch (IOException dead) {
                assertThat(dead.getMessage()).isNotEmpty();
            }
        });
    }
}
