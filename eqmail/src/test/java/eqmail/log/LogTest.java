package eqmail.log;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogTest {
    @Test
    void makesForeignBytesSafeAsQmailSendDoes() {
        assertThat(Log.safe("a b%c\nd\u00e9~!\u007f")).isEqualTo("a_b_c/d_~!_");
    }

    @Test
    void keepsEightBitBytesButNoControlsWhenPrintable() {
        assertThat(Log.printable("plain \u00e9")).isEqualTo("plain \u00e9");
        assertThat(Log.printable("a\nb\u001b[2Jc\u007f")).isEqualTo("a?b?[2Jc?");
    }

    @Test
    void writesALineAtOnce() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new LogStream(out).line("end msg 7");
        assertThat(Latin1.string(out.toByteArray())).isEqualTo("end msg 7\n");
    }

    @Test
    void takesABlockOfLinesApartWhereALogKnowsOnlyLines() {
        List<String> seen = new ArrayList<>();
        Log log = seen::add;
        log.lines("one\n\nthree\n");
        assertThat(seen).containsExactly("one", "", "three");
    }

    @Test
    void writesABlockAtOnce() {
        List<String> writes = new ArrayList<>();
        OutputStream out = new OutputStream() {
            @Override
            public void write(int b) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                writes.add(Latin1.string(bytes, offset, length));
            }
        };
        new LogStream(out).lines("one\ntwo\n");
        assertThat(writes).containsExactly("one\ntwo\n");
    }

    @Test
    void goesOnWithoutALogReader() {
        OutputStream gone = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("broken pipe");
            }
        };
        Log log = new LogStream(gone);
        log.line("status: exiting");
        assertThat(log).isNotNull();
    }
}
