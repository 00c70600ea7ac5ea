package eqmail.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.bytes.ByteInput;
import eqmail.bytes.Latin1;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class ReplyReaderTest {
    private static ReplyReader reader(String text) {
        return new ReplyReader(new ByteInput(new ByteArrayInputStream(Latin1.bytes(text))));
    }

    private static Reply read(String text) throws IOException {
        return reader(text).read();
    }

    @Test
    void readsCodeAndTextWithoutCarriageReturns() throws IOException {
        assertThat(read("250 fine\r\n")).isEqualTo(new Reply(250, "250 fine\n"));
    }

    @Test
    void readsOneReplyAfterTheOther() throws IOException {
        ReplyReader reader = reader("220 a\r\n250-b\r\n250 c\r\n354\r\n");
        assertThat(reader.read().code()).isEqualTo(220);
        assertThat(reader.read()).isEqualTo(new Reply(250, "250-b\n250 c\n"));
        assertThat(reader.read()).isEqualTo(new Reply(354, "354\n"));
    }

    @Test
    void takesTheCodeOfTheFirstLineWhateverTheOthersSay() throws IOException {
        assertThat(read("250-yes\r\n550 no\r\n")).isEqualTo(new Reply(250, "250-yes\n550 no\n"));
    }

    @Test
    void goesOnAfterADashOnly() throws IOException {
        assertThat(read("250_a\r\n250-b\r\n").text()).isEqualTo("250_a\n");
    }

    @Test
    void countsWithWhateverBytesStandForTheCode() throws IOException {
        assertThat(read("hello\r\n").code()).isEqualTo(6190);
        assertThat(read("   x\r\n").code()).isEqualTo(Reply.NO_CODE);
        assertThat(read("xyz\r\n").refusal()).isEqualTo('D');
    }

    @Test
    void keepsFiveThousandBytesOfTheText() throws IOException {
        String line = "250-" + "x".repeat(200) + "\r\n";
        Reply reply = read(line.repeat(40) + "250 end\r\n");
        assertThat(reply.text()).hasSize(ReplyReader.MOST_TEXT);
    }

    @Test
    void takesAReplyUpToItsLimit() throws IOException {
        String end = "250 end\r\n";
        String full = "250-" + "x".repeat(ReplyReader.MOST_BYTES - end.length() - 6) + "\r\n" + end;
        assertThat(full).hasSize(ReplyReader.MOST_BYTES);
        assertThat(read(full).code()).isEqualTo(250);
        assertThatThrownBy(() -> read("250-x" + full.substring(4))).hasMessageContaining("longer than");
    }

    @Test
    void endsAReplyThatNeverEnds() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return '2';
            }
        };
        assertThatThrownBy(() -> new ReplyReader(new ByteInput(endless)).read()).hasMessageContaining("longer than");
    }

    @Test
    void failsAtTheEndOfInputWhereverItComes() {
        String whole = "250-a\r\n250 b\r\n";
        for (int length = 0; length < whole.length(); length++) {
            String part = whole.substring(0, length);
            assertThatThrownBy(() -> read(part)).as(part).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void showsNulBytesAsQuestionMarks() throws IOException {
        assertThat(read("550 a\0b\r\n").quoted()).isEqualTo("Remote host said: 550 a?b\n");
    }
}
