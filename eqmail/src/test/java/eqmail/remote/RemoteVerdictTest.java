package eqmail.remote;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.posix.Exit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Beside {@link GoldenRspawnTest}: every kind of first record with every kind of second. */
class RemoteVerdictTest {
    private static String of(String records) {
        return verdict(new Exit(0), records);
    }

    private static String verdict(Exit exit, String records) {
        var verdict = RemoteVerdict.of("qmail-remote", exit, records);
        return verdict.letter() + verdict.text();
    }

    @ParameterizedTest
    @CsvSource({"r,K,Ktwo", "h,D,Donetwo", "s,D,Zonetwo", "h,K,Done", "h,Z,Done", "s,K,Zone", "s,Z,Zonetwo"})
    void weighsTheFirstRecordAgainstTheMessage(String first, String second, String verdict) {
        String one = first.equals("r") ? "" : "one";
        assertThat(of(first + one + "\0" + second + "two\0")).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({"K", "Z", "D"})
    void takesAMessageRecordAlone(String letter) {
        assertThat(of(letter + "text\0")).isEqualTo(letter + "text");
    }

    @Test
    void showsNothingWithoutNul() {
        assertThat(of("Kfine")).isEqualTo("D");
        assertThat(of("sfine")).isEqualTo("Z");
    }

    @Test
    void survivesOddRecords() {
        assertThat(of("\0Kok\0")).isEqualTo("KKok");
        assertThat(of("r\0Kcut")).isEqualTo("Dcut");
        assertThat(of("\0")).isEqualTo("D");
        assertThat(of("r\0\0\0")).isEqualTo("D");
    }

    @Test
    void judgesHowTheProgramEnded() {
        assertThat(verdict(new Exit(-9), "r\0Kok\0")).isEqualTo("Zqmail-remote crashed.\n");
        assertThat(verdict(new Exit(111), "r\0Kok\0")).isEqualTo("ZUnable to run qmail-remote.\n");
        assertThat(verdict(new Exit(1), "r\0Kok\0")).isEqualTo("DUnable to run qmail-remote.\n");
        assertThat(verdict(new Exit(0), "")).isEqualTo("Zqmail-remote produced no output.\n");
    }
}
