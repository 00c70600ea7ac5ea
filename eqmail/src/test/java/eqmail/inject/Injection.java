package eqmail.inject;

import eqmail.bytes.Latin1;
import eqmail.mail.BodyForm;
import eqmail.queue.FakeQueue;
import eqmail.queue.Origin;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** One injection in process. */
final class Injection {
    static final long PID = 4242;

    FakeQueue queue = new FakeQueue(0, BodyForm.UNIX);
    Instant now = Instant.ofEpochSecond(1_000_000_000);
    ZoneId zone = ZoneOffset.UTC;
    private final Path home;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    Injection(Path home) {
        this.home = home;
    }

    int run(Map<String, String> env, List<String> words, String message) throws IOException {
        out.reset();
        err.reset();
        return new QmailInject(new InjectHost(
                        "qmail-inject",
                        env,
                        home,
                        home,
                        queue,
                        Origin.user(1000),
                        InstantSource.fixed(now),
                        () -> zone,
                        PID,
                        new ByteArrayInputStream(Latin1.bytes(message)),
                        out,
                        err))
                .run(words);
    }

    String out() {
        return Latin1.string(out.toByteArray());
    }

    String err() {
        return Latin1.string(err.toByteArray());
    }

    /** As in the recorded cases. */
    String normal(String text, boolean clock) {
        String shown = text.replaceAll("(\\d{14}|\\d+)\\." + PID, "$1.{PID}");
        return clock
                ? shown
                : shown.replace("9 Sep 2001 01:46:40 +0000", "{DATE822}").replace("20010909014640", "{TIME}");
    }
}
