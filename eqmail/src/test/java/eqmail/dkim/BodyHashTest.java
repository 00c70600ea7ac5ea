package eqmail.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import java.security.MessageDigest;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BodyHashTest {
    /** Bodies with {@code _} for a line end and {@code T} for a tab. */
    @ParameterizedTest
    @CsvSource({
        "' c _d T e___', ' c_d e_', RFC 6376 3.4.5",
        "'', '', empty",
        "'___', '', only empty lines",
        "'_ _T  _', '', only white space",
        "'a', 'a_', no last line end",
        "'a  ', 'a_', white space at the end",
        "'a_ ', 'a_', a last line of white space",
        "'_a', '_a_', an empty line first"
    })
    void relaxesWhiteSpace(String body, String canonical, String what) {
        String text = body.replace("T", "\t").replace('_', '\n');
        assertThat(hash(Canon.RELAXED, text, Long.MAX_VALUE))
                .as(what)
                .isEqualTo(sha256(canonical.replace("_", "\r\n")));
    }

    @Test
    void simplyDropsEmptyLinesAtTheEnd() {
        assertThat(hash(Canon.SIMPLE, " C \nD \t E\n\n\n", Long.MAX_VALUE)).isEqualTo(sha256(" C \r\nD \t E\r\n"));
        assertThat(hash(Canon.SIMPLE, "a\n \n", Long.MAX_VALUE)).isEqualTo(sha256("a\r\n \r\n"));
        assertThat(hash(Canon.SIMPLE, "a", Long.MAX_VALUE)).isEqualTo(sha256("a\r\n"));
    }

    @Test
    void simplyMakesALineOfNothing() {
        assertThat(hash(Canon.SIMPLE, "", Long.MAX_VALUE)).isEqualTo(sha256("\r\n"));
        assertThat(hash(Canon.SIMPLE, "\n\n", Long.MAX_VALUE)).isEqualTo(sha256("\r\n"));
    }

    @Test
    void keepsAReturnThatEndsNoLine() {
        assertThat(hash(Canon.RELAXED, "a\rb \r\n", Long.MAX_VALUE)).isEqualTo(sha256("a\rb \r\r\n"));
    }

    @Test
    void hashesOnlyTheFirstBytesAndCountsAll() {
        BodyHash hash = new BodyHash(Canon.SIMPLE, 3);
        hash.update(Latin1.bytes("abcdef\n"), 0, 7);
        assertThat(hash.finish()).isEqualTo(sha256("abc"));
        assertThat(hash.size()).isEqualTo(8);
    }

    @Test
    void hashesNothingForALengthOfZero() {
        assertThat(hash(Canon.RELAXED, "abc\n", 0)).isEqualTo(sha256(""));
    }

    @Test
    void doesNotCareHowTheBodyIsCut() {
        String text = " a  b\t\n\n \n c \r\n\nd\t \n\n".repeat(3);
        for (Canon canon : Canon.values()) {
            byte[] whole = hash(canon, text, Long.MAX_VALUE);
            for (int size = 1; size < 8; size++) {
                BodyHash hash = new BodyHash(canon);
                byte[] bytes = Latin1.bytes(text);
                for (int from = 0; from < bytes.length; from += size) {
                    hash.update(bytes, from, Math.min(bytes.length, from + size));
                }
                assertThat(hash.finish()).isEqualTo(whole);
            }
        }
    }

    @Test
    void holdsNoLongRunOfLineEndsInMemory() {
        byte[] ends = new byte[1 << 20];
        Arrays.fill(ends, (byte) '\n');
        BodyHash hash = new BodyHash(Canon.RELAXED);
        for (int i = 0; i < 64; i++) {
            hash.update(ends, 0, ends.length);
        }
        assertThat(hash.finish()).isEqualTo(sha256(""));
    }

    private static byte[] hash(Canon canon, String body, long most) {
        BodyHash hash = new BodyHash(canon, most);
        byte[] bytes = Latin1.bytes(body);
        hash.update(bytes, 0, bytes.length);
        return hash.finish();
    }

    private static byte[] sha256(String text) {
        MessageDigest digest = Algorithm.digest();
        return digest.digest(Latin1.bytes(text));
    }
}
