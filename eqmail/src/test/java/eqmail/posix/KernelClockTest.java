package eqmail.posix;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class KernelClockTest {
    @Test
    void theKernelTakesTheQuestion() {
        assertThatCode(KernelClock::synchronised).doesNotThrowAnyException();
    }
}
