package eqmail.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentFailuresTest {
    private static final String IP = "192.0.2.1";

    private long now;
    private final List<String> log = new ArrayList<>();
    private final RecentFailures failures = new RecentFailures(() -> now, log::add);

    private void fail(int times, String ip, String user) {
        for (int i = 0; i < times; i++) {
            failures.failed(ip, user);
        }
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void anAddressIsPutOffAfterTheFreeFailures() {
        fail(RecentFailures.FREE_PER_ADDRESS - 1, IP, "a");
        assertThat(failures.blocked(IP, "b")).isFalse();
        fail(1, IP, "a");
        assertThat(failures.blocked(IP, "b")).isTrue();
        assertThat(failures.blocked("192.0.2.2", "b")).isFalse();
        pass(RecentFailures.FIRST_WAIT);
        assertThat(failures.blocked(IP, "b")).isFalse();
    }

    @Test
    void theTimeDoublesUpToALimit() {
        fail(RecentFailures.FREE_PER_ADDRESS, IP, "a");
        Duration wait = RecentFailures.FIRST_WAIT;
        for (int i = 0; i < 20; i++) {
            pass(wait.minusNanos(1));
            assertThat(failures.blocked(IP, "b")).isTrue();
            pass(Duration.ofNanos(1));
            assertThat(failures.blocked(IP, "b")).isFalse();
            fail(1, IP, "a" + i);
            Duration twice = wait.multipliedBy(2);
            wait = twice.compareTo(RecentFailures.LONGEST_WAIT) > 0 ? RecentFailures.LONGEST_WAIT : twice;
        }
        assertThat(wait).isEqualTo(RecentFailures.LONGEST_WAIT);
    }

    @Test
    void anIpv6NetworkIsOneAddress() {
        fail(RecentFailures.FREE_PER_ADDRESS, "2001:db8::1", "a");
        assertThat(failures.blocked("2001:db8:0:0:ffff::2", "b")).isTrue();
        assertThat(failures.blocked("2001:db8:0:1::1", "b")).isFalse();
    }

    @Test
    void anAccountIsPutOffWhoeverGuesses() {
        for (int i = 0; i < RecentFailures.FREE_PER_ACCOUNT; i++) {
            fail(1, "198.51.100." + i, "joe");
        }
        assertThat(failures.blocked("203.0.113.1", "joe")).isTrue();
        assertThat(failures.blocked("203.0.113.1", "ann")).isFalse();
    }

    @Test
    void guessersDoNotLockOutAnAddressThatWasRightLately() {
        failures.passed(IP, "joe");
        for (int i = 0; i < RecentFailures.FREE_PER_ACCOUNT; i++) {
            fail(1, "198.51.100." + i, "joe");
        }
        assertThat(failures.blocked(IP, "joe")).isFalse();
        fail(RecentFailures.FREE_PER_ADDRESS, IP, "joe");
        assertThat(failures.blocked(IP, "joe")).isTrue();
    }

    @Test
    void aRightPasswordForgivesTheAddressButNotTheAccount() {
        fail(RecentFailures.FREE_PER_ACCOUNT, IP, "joe");
        pass(RecentFailures.LONGEST_WAIT);
        failures.passed(IP, "ann");
        fail(1, "198.51.100.1", "joe");
        assertThat(failures.blocked(IP, "ann")).isFalse();
        assertThat(failures.blocked(IP, "joe")).isTrue();
    }

    @Test
    void failuresAreForgottenAfterAnHour() {
        fail(100, IP, "joe");
        pass(Duration.ofMinutes(61));
        fail(1, IP, "joe");
        assertThat(failures.blocked(IP, "joe")).isFalse();
    }

    @Test
    void logsWhoWasRight() {
        failures.passed(IP, "joe");
        assertThat(log).containsExactly("auth: login: joe from 192.0.2.1");
    }

    @Test
    void logsWhoFailedWithoutForgedLines() {
        fail(1, IP, "joe\nauth: x");
        assertThat(log).containsExactly("auth: login failed: joe?auth: x from 192.0.2.1");
        fail(1, "unknown", "x".repeat(5000));
        assertThat(log.getLast()).hasSizeLessThan(150).endsWith(" from unknown");
    }
}
