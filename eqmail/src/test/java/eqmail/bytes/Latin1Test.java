package eqmail.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class Latin1Test {
    @Test
    void keepsEveryByte() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        assertThat(Latin1.bytes(Latin1.string(all))).isEqualTo(all);
    }

    @Test
    void lowersOnlyAsciiLetters() {
        assertThat(Latin1.lower("A@Z[\u00c4\u00e4z")).isEqualTo("a@z[\u00c4\u00e4z");
    }

    @Test
    void comparesIgnoringTheCaseOfAsciiOnly() {
        assertThat(Latin1.equalsIgnoreCase("ExAmPlE", "eXaMpLe")).isTrue();
        assertThat(Latin1.equalsIgnoreCase("\u00c4", "\u00e4")).isFalse();
        assertThat(Latin1.equalsIgnoreCase("a", "ab")).isFalse();
        assertThat(Latin1.startsIgnoringCase("FROM:<x>", "from:")).isTrue();
    }

    @Test
    void endsACStringAtItsFirstNul() {
        assertThat(Latin1.cString("ab\0cd")).isEqualTo("ab");
        assertThat(Latin1.cString("ab")).isEqualTo("ab");
    }
}
