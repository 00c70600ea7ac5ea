package eqmail.mbox;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FromQuotingTest {
    @Test
    void marksFromLinesAndThoseAlreadyMarked() throws IOException {
        assertThat(quoted("From x\n>From y\n>>>From z\n")).isEqualTo(">From x\n>>From y\n>>>>From z\n");
    }

    @Test
    void leavesEverythingElse() throws IOException {
        String text = "From: x\nFrom\n> From \n from \nxFrom \n>F\nFro\n\n>\n>>>>Fromx\n\r\nFROM x\n";
        assertThat(quoted(text)).isEqualTo(text);
    }

    @Test
    void finishesTheLastLine() throws IOException {
        assertThat(quoted("")).isEmpty();
        assertThat(quoted("a\n")).isEqualTo("a\n");
        assertThat(quoted("a\nb")).isEqualTo("a\nb\n");
        assertThat(quoted(">>")).isEqualTo(">>\n");
        assertThat(quoted("Fro")).isEqualTo("Fro\n");
        assertThat(quoted("From ")).isEqualTo(">From \n");
        assertThat(quoted("\n")).isEqualTo("\n");
    }

    @Test
    void doesNotDependOnHowTheTextIsCut() throws IOException {
        Random random = new Random(11);
        String alphabet = "From >\n\nFF>>x";
        for (int round = 0; round < 2000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(60); i > 0; i--) {
                text.append(random.nextInt(4) == 0 ? "From " : alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertThat(inPieces(text.toString(), random)).isEqualTo(byLines(text.toString()));
        }
    }

    private static String quoted(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FromQuoting quoting = new FromQuoting(out);
        quoting.write(Latin1.bytes(text));
        quoting.finish();
        return Latin1.string(out.toByteArray());
    }

    private static String inPieces(String text, Random random) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FromQuoting quoting = new FromQuoting(out);
        byte[] bytes = Latin1.bytes(text);
        for (int at = 0; at < bytes.length; ) {
            int piece = Math.min(bytes.length - at, random.nextInt(7));
            quoting.write(bytes, at, piece);
            at += piece;
        }
        quoting.finish();
        return Latin1.string(out.toByteArray());
    }

    /** The rule itself, line by line. */
    private static String byLines(String text) {
        StringBuilder out = new StringBuilder();
        text.lines().forEach(line -> {
            out.append(line.matches("(?s)>*From .*") ? ">" : "").append(line).append("\n");
        });
        return out.toString();
    }
}
