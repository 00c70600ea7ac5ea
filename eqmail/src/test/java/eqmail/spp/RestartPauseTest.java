package eqmail.spp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestartPauseTest {
    private long now = Long.MAX_VALUE - 5;
    private final RestartPause pause = new RestartPause(() -> now);

    /** How many seconds it lasts. */
    private int seconds() {
        int seconds = 0;
        while (pause.lasts()) {
            now += Duration.ofSeconds(1).toNanos();
            seconds++;
        }
        return seconds;
    }

    @Test
    void theFirstFailureCostsNothingAndTheNextOnesMoreAndMore() {
        int[] expected = {0, 1, 2, 4, 8, 16, 32, 60, 60, 60};
        for (int each : expected) {
            pause.failed();
            assertThat(seconds()).isEqualTo(each);
        }
    }

    @Test
    void successForgivesAll() {
        pause.failed();
        pause.failed();
        pause.succeeded();
        assertThat(pause.lasts()).isFalse();
        pause.failed();
        assertThat(pause.lasts()).isFalse();
    }

    @Test
    void severalThatFailTogetherCountOnce() {
        pause.failed();
        pause.failed();
        pause.failed();
        pause.failed();
        assertThat(seconds()).isEqualTo(1);
    }
}
