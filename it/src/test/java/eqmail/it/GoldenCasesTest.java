package eqmail.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class GoldenCasesTest {
    @Test
    void takesAllCasesWithoutPatterns() {
        assertThat(GoldenCases.parse("qmail-queue").includes("anything")).isTrue();
    }

    @Test
    void leavesOutWhatFitsAMinusPattern() {
        GoldenCases cases = GoldenCases.parse("qmail-smtpd -auth-* -starttls");
        assertThat(cases.includes("auth-plain")).isFalse();
        assertThat(cases.includes("starttls")).isFalse();
        assertThat(cases.includes("starttls-twice")).isTrue();
    }

    @Test
    void takesOnlyWhatFitsAPlusPattern() {
        GoldenCases cases = GoldenCases.parse("qmail-local +maildir-* -maildir-full");
        assertThat(cases.includes("maildir-plain")).isTrue();
        assertThat(cases.includes("maildir-full")).isFalse();
        assertThat(cases.includes("mbox-plain")).isFalse();
    }

    @Test
    void refusesAWordThatIsNoPattern() {
        assertThatThrownBy(() -> GoldenCases.parse("qmail-local mbox")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void findsExcusedCasesInTheLastColumnOnly() {
        Deviations rows =
                Deviations.parse("| `a/x` | b | c | d | `smtpd/greet-*`, `local/mbox` |\n| no | o | u | w | - |\n");
        assertThat(rows.excuse("smtpd", "greet-me")).isTrue();
        assertThat(rows.excuse("local", "mbox")).isTrue();
        assertThat(rows.excuse("a", "x")).isFalse();
    }

    @Test
    void refusesACaseWithoutBackticks() {
        assertThatThrownBy(() -> Deviations.parse("| b | c | d | smtpd/greet-me |\n"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
