package eqmail.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ByteInputTest {
    private static ByteInput input(String text, int buffer) {
        return new ByteInput(new ByteArrayInputStream(Latin1.bytes(text)), buffer);
    }

    @Test
    void givesLinesWhateverTheBufferHolds() throws IOException {
        for (int buffer = 1; buffer < 12; buffer++) {
            ByteInput in = input("one\r\n\nthree\n", buffer);
            assertThat(in.line(100)).isEqualTo("one\r");
            assertThat(in.line(100)).isEmpty();
            assertThat(in.line(100)).isEqualTo("three");
            assertThat(in.line(100)).isNull();
        }
    }

    @Test
    void takesAnUnfinishedLastLineForTheEnd() throws IOException {
        assertThat(input("QUIT", 8).line(100)).isNull();
    }

    @Test
    void allowsALineOfTheLimitAndRefusesOneByteMore() throws IOException {
        assertThat(input("12345\n", 3).line(5)).isEqualTo("12345");
        assertThatThrownBy(() -> input("123456\n", 3).line(5)).isInstanceOf(ByteInput.LineTooLong.class);
    }

    @Test
    void forgetsWhatIsBufferedOnDiscard() throws IOException {
        ByteInput in = input("STARTTLS\nMAIL\n", 100);
        assertThat(in.line(100)).isEqualTo("STARTTLS");
        assertThat(in.ready()).isTrue();
        in.discard();
        assertThat(in.ready()).isFalse();
        assertThat(in.line(100)).isNull();
    }

    @Test
    void letsAScannerConsumePartOfTheBufferOnly() throws IOException {
        ByteInput in = input("abc", 100);
        in.fill();
        in.consumeTo(in.position() + 2);
        assertThat(in.read()).isEqualTo('c');
        assertThatThrownBy(() -> in.consumeTo(99)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void growsItsBufferOnlyForAPeerThatSendsMuch() throws IOException {
        ByteInput idle = input("NOOP\n".repeat(100), ByteInput.DEFAULT_BUFFER);
        idle.fill();
        assertThat(idle.array()).hasSize(ByteInput.FIRST_BUFFER);
        idle.consumeTo(idle.limit());
        idle.fill();
        assertThat(idle.array()).hasSize(ByteInput.FIRST_BUFFER);
        ByteInput busy = input("x".repeat(20_000), ByteInput.DEFAULT_BUFFER);
        busy.fill();
        busy.consumeTo(busy.limit());
        busy.fill();
        assertThat(busy.limit()).isEqualTo(ByteInput.DEFAULT_BUFFER);
    }
}
