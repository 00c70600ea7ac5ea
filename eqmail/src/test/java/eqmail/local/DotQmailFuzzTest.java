package eqmail.local;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import testkit.Fuzz;

/** .qmail files and headers of any bytes. */
@Timeout(600)
class DotQmailFuzzTest {
    private static final String[] FILES = {
        "# comment\n./Maildir/\n|exit 0\n&joe@example.org\n",
        "/var/mail/joe\n+list\nann@example.org",
        "\n./Mailbox\n",
        "|preline procmail\t \n"
    };
    private static final String[] HEADERS = {
        "Received: x\nDelivered-To: joe@example.org\nSubject: t\n\nbody\n",
        "Subject: t\n\nDelivered-To: joe@example.org\n"
    };
    private static final String WANTED = "Delivered-To: joe@example.org\n";

    @Test
    void everyLineIsOneInstructionAndNoneCrossesItsLine() {
        Fuzz.rounds(20_000, random -> {
            String text = Fuzz.bent(random, FILES);
            List<Instruction> instructions = Instruction.parse(text);
            long lines = Math.max(1, text.lines().count());
            // String.lines() ends lines at a CR too.
            assertThat(instructions)
                    .hasSize((int) (text.indexOf('\r') < 0 ? lines : instructions.size()))
                    .allMatch(each -> each.toString().indexOf('\n') < 0);
        });
    }

    @Test
    void aLoopIsFoundExactlyWhenTheHeaderHasTheLine() {
        Fuzz.rounds(10_000, random -> {
            String text = Fuzz.bent(random, HEADERS);
            int end = ("\n" + text).indexOf("\n\n");
            String header = end < 0 ? text : text.substring(0, end);
            boolean there = ("\n" + header).contains("\n" + WANTED);
            assertThat(LoopTest.hasLine(new Pieces(Latin1.bytes(text), random), WANTED))
                    .isEqualTo(there);
        });
    }

    /** Gives what it has in small pieces. */
    private static final class Pieces extends ByteArrayInputStream {
        private final Random random;

        Pieces(byte[] bytes, Random random) {
            super(bytes);
            this.random = random;
        }

        @Override
        public synchronized int read(byte[] to, int offset, int length) {
            return super.read(to, offset, Math.min(length, 1 + random.nextInt(9)));
        }
    }
}
