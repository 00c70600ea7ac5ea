package eqmail.call;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerTextTest {
    private static String escaped(byte[] text) throws IOException {
        try (AnswerText answer = new AnswerText()) {
            answer.write(text);
            return answer.escaped();
        }
    }

    @Test
    void theShellReadsBackEveryByteButNul() throws IOException, InterruptedException {
        byte[] all = new byte[255];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) (i + 1);
        }
        Process shell = new ProcessBuilder(List.of("/bin/sh", "-c", "printf '%b' \"$1\"", "-", escaped(all))).start();
        assertThat(shell.getInputStream().readAllBytes()).isEqualTo(all);
        assertThat(shell.waitFor()).isZero();
    }

    @Test
    void cutsAComplaintThatWouldNotFitIntoOneWrite() throws IOException {
        String fits = "x".repeat(AnswerText.MAX - 5);
        assertThat(escaped(Latin1.bytes(fits))).isEqualTo(fits);
        assertThat(escaped(Latin1.bytes("\n".repeat(5000)))).hasSizeLessThanOrEqualTo(AnswerText.MAX);
    }
}
