package eqmail.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.bytes.Latin1;
import eqmail.mail.BodyForm;
import eqmail.posix.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScratchFileTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, (int) ScratchFile.MOST_IN_MEMORY / 2, (int) ScratchFile.MOST_IN_MEMORY})
    void copiesAnyFormToUnixForm(int lines) throws IOException {
        String unix = "x\n".repeat(lines);
        try (Descriptor file = ScratchFile.copyOf(MemoryBody.of(unix.replace("\n", "\r\n"), BodyForm.WIRE))) {
            assertThat(file.status().links()).isZero();
            assertThat(read(file)).isEqualTo(unix);
        }
    }

    @Test
    void keepsNothingOfABodyThatBreaksOff() {
        assertThatThrownBy(() -> ScratchFile.copyOf(MemoryBody.broken("x".repeat(100), 50)))
                .isInstanceOf(IOException.class);
    }

    @Test
    void needsNoFileSystemThatKnowsNamelessFiles() throws IOException {
        try (Descriptor file = ScratchFile.unlinked()) {
            file.writeAll(Latin1.bytes("text"));
            assertThat(read(file)).isEqualTo("text");
            assertThat(file.status().links()).isZero();
            assertThat(file.status().permissions()).isEqualTo(0600);
        }
    }

    private static String read(Descriptor file) throws IOException {
        try (InputStream in = new DescriptorBody(file).open()) {
            return Latin1.string(in.readAllBytes());
        }
    }
}
