package eqmail.posix;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SelfTest {
    @Test
    void knowsItsNumber() {
        assertThat(Self.pid()).isEqualTo(ProcessHandle.current().pid());
    }
}
