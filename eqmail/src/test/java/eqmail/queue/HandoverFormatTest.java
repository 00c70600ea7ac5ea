package eqmail.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.bytes.ChunkOutput;
import eqmail.bytes.Latin1;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class HandoverFormatTest {
    private static byte[] written(String message, String envelope, OptionalInt account) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        HandoverFormat.Writer writer = new HandoverFormat.Writer(out, account);
        writer.write(Latin1.bytes(message), 0, message.length());
        writer.endPart();
        writer.write(Latin1.bytes(envelope), 0, envelope.length());
        writer.end();
        return out.toByteArray();
    }

    private static String read(byte[] bytes) throws IOException {
        HandoverFormat.Reader reader = new HandoverFormat.Reader(new ByteArrayInputStream(bytes));
        String message = Latin1.string(reader.part().readAllBytes());
        String envelope = Latin1.string(reader.part().readAllBytes());
        reader.end();
        return message + "|" + envelope;
    }

    @Test
    void givesBackBothParts() throws IOException {
        String large = "x".repeat(3 * ChunkOutput.MAX_CHUNK + 1);
        assertThat(read(written(large, "Fs\0\0", OptionalInt.empty()))).isEqualTo(large + "|Fs\0\0");
        assertThat(read(written("", "", OptionalInt.empty()))).isEqualTo("|");
    }

    @Test
    void carriesTheAccountThatRootActsFor() throws IOException {
        byte[] bytes = written("m", "e", OptionalInt.of(-2));
        assertThat(new HandoverFormat.Reader(new ByteArrayInputStream(bytes)).account())
                .hasValue(-2);
        assertThat(read(bytes)).isEqualTo("m|e");
    }

    @Test
    void isNoMessageWhenCutAnywhere() throws IOException {
        byte[] whole = written("message", "envelope", OptionalInt.empty());
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(cut)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void isNoMessageWithAnyBitOfItsTextChanged() throws IOException {
        byte[] whole = written("message", "envelope", OptionalInt.empty());
        int text = Latin1.string(whole).indexOf("message");
        for (int i = 0; i < "message".length(); i++) {
            byte[] changed = whole.clone();
            changed[text + i] ^= 4;
            assertThatThrownBy(() -> read(changed)).hasMessageContaining("checksum");
        }
    }

    @Test
    void refusesAChunkPastTheLimit() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new HandoverFormat.Writer(out, OptionalInt.empty());
        out.write(new byte[] {0, 1, 0, 1});
        assertThatThrownBy(() -> read(out.toByteArray())).hasMessageContaining("chunk of 65537 bytes");
    }

    @Test
    void refusesAForeignFirstLine() {
        assertThatThrownBy(() -> read(Latin1.bytes("EHLO\n"))).hasMessageContaining("not a message");
        assertThatThrownBy(() -> read(Latin1.bytes("x".repeat(100)))).hasMessageContaining("not a message");
        assertThatThrownBy(() -> read(Latin1.bytes("eqmail-queue 1 as x\n"))).hasMessageContaining("not a message");
    }
}
