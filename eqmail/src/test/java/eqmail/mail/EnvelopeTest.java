package eqmail.mail;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
    @Test
    void encodesAsQmailQueueReadsIt() {
        byte[] bytes = new Envelope("s@x", List.of("a@b", "\u00ff")).encode();
        assertThat(Latin1.string(bytes)).isEqualTo("Fs@x\0Ta@b\0T\u00ff\0\0");
    }

    @Test
    void mayBeABounceWithoutRecipients() {
        assertThat(Latin1.string(new Envelope("", List.of()).encode())).isEqualTo("F\0\0");
    }
}
