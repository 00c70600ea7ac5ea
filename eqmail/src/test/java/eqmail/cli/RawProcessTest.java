package eqmail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class RawProcessTest {
    @Test
    void splitsAtEachNulAndKeepsEmptyPieces() {
        assertThat(RawProcess.split("a\0\0b c\0")).containsExactly("a", "", "b c");
    }

    @Test
    void takesALastPieceWithoutNul() {
        assertThat(RawProcess.split("a\0b")).containsExactly("a", "b");
    }

    @Test
    void seesTheEnvironmentOfThisProcess() throws IOException {
        assertThat(RawProcess.environment()).containsEntry("PATH", System.getenv("PATH"));
    }
}
