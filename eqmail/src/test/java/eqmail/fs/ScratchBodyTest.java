package eqmail.fs;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.mail.BodyForm;
import eqmail.mail.PrefixedBody;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScratchBodyTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, ScratchBody.IN_MEMORY, ScratchBody.IN_MEMORY + 1, 3 * ScratchBody.IN_MEMORY + 7})
    void givesBackWhatItGot(int size) throws IOException {
        byte[] text = Latin1.bytes("0123456\n".repeat(size / 8 + 1).substring(0, size));
        try (ScratchBody body = new ScratchBody(BodyForm.UNIX)) {
            for (int from = 0; from < size; from += 1000) {
                body.write(text, from, Math.min(1000, size - from));
            }
            assertThat(body.size()).isEqualTo(size);
            try (InputStream one = body.open();
                    InputStream other = body.open()) {
                assertThat(one.readNBytes(size / 2)).isEqualTo(Latin1.bytes(Latin1.string(text, 0, size / 2)));
                assertThat(other.readAllBytes()).isEqualTo(text);
            }
            assertThat(body.open().readAllBytes()).isEqualTo(text);
        }
    }

    @Test
    void countsInUnixForm() throws IOException {
        try (ScratchBody body = new ScratchBody(BodyForm.WIRE)) {
            body.write(Latin1.bytes("a\r\n..b\r\n"));
            assertThat(body.size()).isEqualTo(5);
            assertThat(body.openUnix().readAllBytes()).isEqualTo(Latin1.bytes("a\n.b\n"));
        }
    }

    @Test
    void standsBehindFieldsInTheirForm() throws IOException {
        try (ScratchBody body = new ScratchBody(BodyForm.WIRE)) {
            body.write(Latin1.bytes("c\r\n"));
            PrefixedBody whole = new PrefixedBody("A: b\n\tc\n", body);
            assertThat(whole.open().readAllBytes()).isEqualTo(Latin1.bytes("A: b\r\n\tc\r\nc\r\n"));
            assertThat(whole.openUnix().readAllBytes()).hasSize((int) whole.size());
        }
    }
}
