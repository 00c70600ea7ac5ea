package eqmail.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScanTest {
    @Test
    void readsLeadingDigitsOnly() {
        assertThat(Scan.number("500k")).hasValue(500);
        assertThat(Scan.number("007")).hasValue(7);
    }

    @Test
    void seesNoNumberBehindASignOrABlank() {
        assertThat(Scan.number("-1")).isEmpty();
        assertThat(Scan.number(" 1")).isEmpty();
        assertThat(Scan.number("")).isEmpty();
        assertThat(Scan.numberOrZero("x")).isZero();
    }

    @Test
    void wrapsAtTwoToTheSixtyFourth() {
        assertThat(Scan.number("18446744073709551617")).hasValue(1);
    }
}
