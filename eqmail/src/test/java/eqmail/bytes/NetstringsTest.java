package eqmail.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class NetstringsTest {
    private static Netstrings of(String text) {
        return new Netstrings(new ByteInput(new ByteArrayInputStream(Latin1.bytes(text)), 7));
    }

    private static String read(Netstrings in) throws IOException {
        String text = in.text((int) in.length());
        in.comma();
        return text;
    }

    @Test
    void givesBackWhatWasWritten() throws IOException {
        Netstrings in = of(Netstrings.of("hello, world") + Netstrings.of("") + Netstrings.of("12:\0\u00ff"));
        assertThat(read(in)).isEqualTo("hello, world");
        assertThat(read(in)).isEmpty();
        assertThat(read(in)).isEqualTo("12:\0\u00ff");
        assertThatThrownBy(in::length).isInstanceOf(EOFException.class);
    }

    @Test
    void aLengthIsDigitsAndNotTooMany() throws IOException {
        assertThat(of("0007:").length()).isEqualTo(7);
        assertThat(of("2000000009:").length()).isEqualTo(2_000_000_009L);
        assertThatThrownBy(() -> of("2000000010:").length()).isInstanceOf(Netstrings.TooLong.class);
        assertThatThrownBy(() -> of("99999999999999999999999:").length()).isInstanceOf(Netstrings.TooLong.class);
        assertThat(of(":").length()).isZero();
        for (String odd : new String[] {"x:", "-1:", "+1:", " 1:", "1 :"}) {
            assertThatThrownBy(() -> of(odd).length()).isInstanceOf(Netstrings.Malformed.class);
        }
    }

    @Test
    void nothingReachesBeyondTheStringAroundIt() throws IOException {
        Netstrings in = of("5:hello,");
        in.within(6);
        assertThat(in.length()).isEqualTo(5);
        StringBuilder passed = new StringBuilder();
        assertThatThrownBy(
                        () -> in.pass(5, (bytes, offset, count) -> passed.append(Latin1.string(bytes, offset, count))))
                .isInstanceOf(Netstrings.Malformed.class);
        assertThat(passed).hasToString("hell");
        assertThat(in.left()).isZero();
        assertThatThrownBy(in::read).isInstanceOf(Netstrings.Malformed.class);
    }
}
