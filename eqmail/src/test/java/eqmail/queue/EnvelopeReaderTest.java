package eqmail.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import eqmail.bytes.Latin1;
import eqmail.mail.Envelope;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvelopeReaderTest {
    private static EnvelopeReader reader(String bytes) {
        return new EnvelopeReader(new ByteArrayInputStream(Latin1.bytes(bytes)));
    }

    private static int exitOf(EnvelopeReader reader) {
        QueueFault fault = catchThrowableOfType(QueueFault.class, reader::read);
        return Objects.requireNonNull(fault).exit();
    }

    @Test
    void readsSenderAndRecipientsUpToTheFinalNul() throws IOException {
        assertThat(reader("Fs@x\0Ta@b\0T\0\0rest").read()).isEqualTo(new Envelope("s@x", List.of("a@b", "")));
        assertThat(reader("F\0\0").read()).isEqualTo(new Envelope("", List.of()));
    }

    @ParameterizedTest
    @CsvSource({"'',54", "F,54", "Fs,54", "Fs|,54", "Fs|Tr,54", "Fs|Tr|,54", "Ts|,91", "Fs|Fr||,91", "Fs|xr||,91"})
    void namesTheExitCodeOfABrokenEnvelope(String bytes, int exit) {
        assertThat(exitOf(reader(bytes.replace('|', '\0')))).isEqualTo(exit);
    }

    @Test
    void takesAnAddressOfTheLimitAndRefusesOneByteMore() throws IOException {
        String longest = "a".repeat(EnvelopeReader.MAX_ADDRESS);
        assertThat(reader("F" + longest + "\0\0").read().sender()).isEqualTo(longest);
        assertThat(exitOf(reader("Fs\0T" + longest + "a\0\0"))).isEqualTo(11);
    }

    @Test
    void putsOffAnEnvelopeThatNeverEnds() {
        InputStream endless = new InputStream() {
            private int at;

            @Override
            public int read() {
                return "T\0".charAt(at++ % 2);
            }

            @Override
            public int read(byte[] to, int offset, int length) {
                for (int i = 0; i < length; i++) {
                    to[offset + i] = (byte) (at == 0 && i == 0 ? 'F' : read());
                    at += at == 0 && i == 0 ? 1 : 0;
                }
                return length;
            }
        };
        assertThat(exitOf(new EnvelopeReader(endless))).isEqualTo(51);
    }
}
