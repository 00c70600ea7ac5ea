package eqmail.send;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.delivery.Channel;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryScheduleTest {
    @ParameterizedTest
    @CsvSource({
        "0, 100, 400",
        "1, 121, 441",
        "99, 361, 841",
        "100, 400, 900",
        "101, 400, 900",
        "400, 900, 1600",
        "10000, 12100, 14400",
        "86400, 91809, 97969",
        "600000, 614656, 630436",
        "-50, 100, 400"
    })
    void followsTheParabola(long age, long local, long remote) {
        long birth = 1_800_000_000;
        assertThat(RetrySchedule.next(birth, birth + age, Channel.LOCAL) - birth)
                .isEqualTo(local);
        assertThat(RetrySchedule.next(birth, birth + age, Channel.REMOTE) - birth)
                .isEqualTo(remote);
    }

    @Test
    void takesTheExactRoot() {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 100_000; i++) {
            long x = random.nextLong(1L << random.nextInt(1, 62));
            long root = RetrySchedule.root(x);
            assertThat(root * root).isLessThanOrEqualTo(x);
            assertThat((root + 1) * (root + 1)).isGreaterThan(x);
        }
        assertThat(RetrySchedule.root(0)).isZero();
    }

    @Test
    void thePassAfterTheLifetimeIsTheLast() {
        RetrySchedule schedule = new RetrySchedule(604_800);
        assertThat(schedule.dying(1_000, 605_800)).isFalse();
        assertThat(schedule.dying(1_000, 605_801)).isTrue();
    }
}
