package eqmail.send;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.log.Log;
import eqmail.mail.BodyForm;
import eqmail.mail.MessageId;
import eqmail.mail.Verdict;
import eqmail.queue.Origin;
import eqmail.spool.Change;
import eqmail.spool.Draft;
import eqmail.spool.Durable;
import eqmail.spool.Spool;
import eqmail.spool.Stored;
import eqmail.spool.Summary;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What deferred messages cost this room; the index of the spool comes on top. */
class SendMemoryTest {
    private static final int MESSAGES = 200_000;
    private static final int MOST_BYTES_A_MESSAGE = 40;

    @TempDir
    private Path home;

    /** Knows {@link #MESSAGES} messages that wait, and holds nothing. */
    private static final class DeferredOnly implements Spool {
        @Override
        public void forEach(Consumer<Summary> visitor) {
            Instant birth = SendRig.START;
            for (int i = 1; i <= MESSAGES; i++) {
                visitor.accept(new Summary(MessageId.of(0, i), birth, true, null, birth.plusSeconds(100 + i % 90_000)));
            }
        }

        @Override
        public Draft begin(BodyForm form) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Stored load(MessageId id) throws IOException {
            throw new FileNotFoundException();
        }

        @Override
        public Durable record(MessageId id, List<Change> changes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long count() {
            return MESSAGES;
        }

        @Override
        public void close() {}
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Test
    void aDeferredMessageCostsItsNumbers() throws IOException, ControlException {
        Files.createDirectory(home.resolve("control"));
        Files.writeString(home.resolve("control/me"), "mail.example.org\n");
        Outlet outlet = new Outlet(order -> new Verdict.Deferred(""), Runnable::run);
        Surroundings around = new Surroundings(
                new DeferredOnly(),
                outlet,
                outlet,
                origin -> {
                    throw new IOException();
                },
                Origin.bounce(0),
                Runnable::run,
                Runnable::run,
                Log.none(),
                () -> SendRig.START,
                ZoneOffset.UTC);
        long before = used();
        Send send = new Send(SendControls.load(new Control(home)), around);
        send.takeOver();
        send.turn();
        long bytes = used() - before;
        assertThat(send.turn()).isEqualTo(SendRig.START.getEpochSecond() + 100);
        assertThat(bytes / MESSAGES).isLessThanOrEqualTo(MOST_BYTES_A_MESSAGE);
    }
}
