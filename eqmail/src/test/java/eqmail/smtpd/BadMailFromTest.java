package eqmail.smtpd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BadMailFromTest {
    private static final BadMailFrom BAD =
            new BadMailFrom(List.of("spam@bad.example", "@worse.example", ".evil.example", "nobody"));

    @Test
    void barsWholeAddressesInAnyCase() {
        assertThat(BAD.lists("SPAM@bad.example")).isTrue();
        assertThat(BAD.lists("other@bad.example")).isFalse();
        assertThat(BAD.lists("nobody")).isTrue();
    }

    @Test
    void barsHosts() {
        assertThat(BAD.lists("joe@worse.example")).isTrue();
        assertThat(BAD.lists("joe@x.worse.example")).isFalse();
    }

    @Test
    void barsAllThatEndsInADomain() {
        assertThat(BAD.lists("joe@a.b.evil.example")).isTrue();
        assertThat(BAD.lists("joe@evil.example")).isFalse();
        assertThat(BAD.lists("a.evil.example")).isFalse();
        assertThat(BAD.lists("joe@.evil.example")).isTrue();
    }

    @Test
    void neverBarsTheEmptySender() {
        assertThat(BAD.lists("")).isFalse();
        assertThat(new BadMailFrom(List.of()).lists("a@b")).isFalse();
    }
}
