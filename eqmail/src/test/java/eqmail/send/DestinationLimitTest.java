package eqmail.send;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DestinationLimitTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 3", "4, 3", "10, 8", "20, 15", "120, 90"})
    void oneDestinationGetsThreeQuartersOfTheSlots(int slots, int most) {
        int running = 0;
        while (running < slots && DestinationLimit.shared().admits(running, slots - running)) {
            running++;
        }
        assertThat(running).isEqualTo(most);
    }

    @ParameterizedTest
    @CsvSource({"20, 2, 9", "20, 4, 5", "100, 10, 10"})
    void theMoreAreBusyTheLessEachGets(int slots, int destinations, int most) {
        int[] running = new int[destinations];
        int free = slots;
        boolean started = true;
        while (started) {
            started = false;
            for (int i = 0; i < destinations; i++) {
                if (free > 0 && DestinationLimit.shared().admits(running[i], free)) {
                    running[i]++;
                    free--;
                    started = true;
                }
            }
        }
        assertThat(java.util.Arrays.stream(running).max().orElse(0)).isLessThanOrEqualTo(most);
        assertThat(free).isPositive();
    }
}
