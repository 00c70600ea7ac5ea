package eqmail.queue;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.mail.Envelope;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import testkit.Fuzz;

/** Envelopes and handed-over messages of any bytes. */
@Timeout(600)
class QueueFuzzTest {
    private static final String[] ENVELOPES = {"Fs@x\0Tr@y\0Tz\0\0", "F\0\0", "Fa\0T\0\0more"};

    private static ByteArrayInputStream in(String text) {
        return new ByteArrayInputStream(Latin1.bytes(text));
    }

    @Test
    void anEnvelopeIsReadAsItIsWrittenOrRefused() {
        Fuzz.rounds(20_000, random -> {
            String text = Fuzz.bent(random, ENVELOPES);
            try {
                Envelope envelope = new EnvelopeReader(in(text)).read();
                assertThat(text).startsWith(Latin1.string(envelope.encode()));
            } catch (QueueFault refused) {
                assertThat(refused.exit())
                        .isIn(QueueFault.BAD_ENVELOPE, QueueFault.READ_ERROR, QueueFault.ADDRESS_TOO_LONG);
            }
        });
    }

    @Test
    void aHandOverWithAnythingChangedIsNoMessage() throws IOException {
        String good = handOver("text\n", "Fs@x\0Tr@y\0\0");
        Fuzz.rounds(10_000, random -> {
            String sent = Fuzz.bent(random, good);
            try {
                HandoverFormat.Reader reader = new HandoverFormat.Reader(in(sent));
                String text = Latin1.string(reader.part().readAllBytes());
                String envelope = Latin1.string(reader.part().readAllBytes());
                reader.end();
                // Zeros are two empty parts with their checksum; the envelope reader refuses those.
                assertThat(text + envelope).isIn("", "text\nFs@x\0Tr@y\0\0");
            } catch (IOException refused) {
                assertThat(sent).doesNotStartWith(good);
            }
        });
    }

    private static String handOver(String text, String envelope) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        HandoverFormat.Writer writer = new HandoverFormat.Writer(out, OptionalInt.empty());
        for (String part : List.of(text, envelope)) {
            if (part.equals(envelope)) {
                writer.endPart();
            }
            writer.write(Latin1.bytes(part), 0, part.length());
        }
        writer.end();
        return Latin1.string(out.toByteArray());
    }
}
