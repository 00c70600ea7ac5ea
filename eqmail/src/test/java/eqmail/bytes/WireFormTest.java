package eqmail.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@link UnixToWire} and {@link WireToUnix}. */
class WireFormTest {
    @ParameterizedTest
    @CsvSource({"a|b|,a&|b&|", ".|,..&|", "..x|.|,...x&|..&|", "&|,&&|", "a&b|,a&b&|", "'',''"})
    void writesLinesWithCrLfAndDoublesLeadingDots(String unix, String wire) throws IOException {
        assertThat(toWire(show(unix))).isEqualTo(show(wire));
        assertThat(toUnix(show(wire))).isEqualTo(show(unix));
    }

    @Test
    void saysWhenTheLastLineIsPartial() throws IOException {
        UnixToWire wire = new UnixToWire(new ByteArrayOutputStream());
        assertThat(wire.atLineStart()).isTrue();
        wire.write(Latin1.bytes("a\nb"));
        assertThat(wire.atLineStart()).isFalse();
    }

    @Test
    void givesBackAnyBodyWrittenInAnyPieces() throws IOException {
        Random random = new Random(7);
        String letters = "\n\n.\rab\0\u00ff";
        for (int round = 0; round < 2000; round++) {
            StringBuilder body = new StringBuilder();
            for (int i = random.nextInt(40); i > 0; i--) {
                body.append(letters.charAt(random.nextInt(letters.length())));
            }
            String unix = body.append('\n').toString();
            ByteArrayOutputStream wire = new ByteArrayOutputStream();
            UnixToWire out = new UnixToWire(wire);
            byte[] bytes = Latin1.bytes(unix);
            for (int from = 0; from < bytes.length; ) {
                int part = 1 + random.nextInt(bytes.length - from);
                out.write(bytes, from, part);
                from += part;
            }
            assertThat(toUnix(Latin1.string(wire.toByteArray()))).isEqualTo(unix);
        }
    }

    private static String show(String text) {
        return text.replace('|', '\n').replace('&', '\r');
    }

    private static String toWire(String unix) throws IOException {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        new UnixToWire(wire).write(Latin1.bytes(unix));
        return Latin1.string(wire.toByteArray());
    }

    private static String toUnix(String wire) throws IOException {
        try (WireToUnix in = new WireToUnix(new ByteArrayInputStream(Latin1.bytes(wire)))) {
            return Latin1.string(in.readAllBytes());
        }
    }
}
