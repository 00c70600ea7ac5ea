package eqmail.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.net.Dialogue;
import eqmail.smtpd.ScriptedPeer;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import testkit.Fuzz;

class TransactionFuzzTest {
    private static final Duration LONG = Duration.ofMinutes(20);

    @Test
    void aMessageIsShownTheSameInWhateverPiecesItIsRead() {
        Fuzz.rounds(500, random -> {
            String text = Fuzz.bent(random, "A: b\n\n.x\n..\n\ny", "\n\n\n", ".\n.\n", "A: b\r\n\r\n.\r\nz\n");
            int lines = random.nextInt(5) - 1;
            ScriptedPeer client = new ScriptedPeer();
            Dialogue dialogue = new Dialogue(client, System::nanoTime, LONG, LONG);
            new Retrieval(dialogue, lines).run(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)) {
                @Override
                public synchronized int read(byte[] to, int offset, int length) {
                    return super.read(to, offset, Math.min(length, 1 + random.nextInt(5)));
                }

                @Override
                public int read(byte[] to) {
                    return read(to, 0, to.length);
                }
            });
            dialogue.flush();
            assertThat(client.transcript()).isEqualTo(model(text, lines));
        });
    }

    /** Line by line, as RFC 1939 has it. */
    private static String model(String text, int bodyLines) {
        String whole = text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
        List<String> lines = whole.isEmpty()
                ? List.of()
                : List.of(whole.substring(0, whole.length() - 1).split("\n", -1));
        int blank = lines.indexOf("");
        long shown = bodyLines < 0 || blank < 0 ? lines.size() : blank + 1L + bodyLines;
        return lines.stream()
                .limit(shown)
                .map(line -> (line.startsWith(".") ? "." : "") + line + "\r\n")
                .collect(Collectors.joining());
    }

    @Test
    void noSequenceOfCommandsBreaksIt() {
        Fuzz.rounds(2000, random -> {
            FakeMaildrop drop = new FakeMaildrop("A: b\n\nx\n", ".\n", "");
            String said = TransactionTest.talk(
                    drop,
                    random.nextBoolean() ? Manner.STANDARD : Manner.ORIGINAL,
                    Fuzz.bent(
                            random,
                            "STAT\r\nLIST 1\r\nDELE 1\r\n",
                            "RETR 2\r\nTOP 1 0\r\n",
                            "UIDL\r\nRSET\r\nQUIT\r\n"),
                    Fuzz.bent(random, "DELE 3\r\nLAST\r\nCAPA\r\n", "NOOP\nXXX\r\n", "LIST\r\nDELE 99\r\n"));
            assertThat(said.isEmpty() || said.endsWith("\r\n")).isTrue();
            assertThat(said.lines().filter(l -> l.startsWith("+OK") || l.startsWith("-ERR")))
                    .hasSizeLessThan(20_000);
        });
    }
}
