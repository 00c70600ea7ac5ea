package eqmail.smtpd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.bytes.ByteInput;
import eqmail.bytes.Latin1;
import eqmail.bytes.UnixToWire;
import eqmail.mail.BodyForm;
import eqmail.mail.Envelope;
import eqmail.queue.QueueResult;
import eqmail.queue.Submission;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageReaderTest {
    private static final int NO_LIMIT = 1 << 30;

    /** Gives the input in pieces of random size. */
    private static ByteInput pieces(String raw, Random random, int largest) {
        ByteArrayInputStream bytes = new ByteArrayInputStream(Latin1.bytes(raw));
        return new ByteInput(new InputStream() {
            @Override
            public int read() {
                return bytes.read();
            }

            @Override
            public int read(byte[] to, int offset, int length) {
                return bytes.read(to, offset, Math.min(length, 1 + random.nextInt(largest)));
            }
        });
    }

    /** Keeps what it is given, in its form. */
    private static final class Kept implements Submission {
        private final BodyForm form;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Kept(BodyForm form) {
            this.form = form;
        }

        String text() {
            return Latin1.string(bytes.toByteArray());
        }

        @Override
        public BodyForm form() {
            return form;
        }

        @Override
        public long qp() {
            return 1;
        }

        @Override
        public void write(byte[] from, int offset, int length) {
            bytes.write(from, offset, length);
        }

        @Override
        public QueueResult commit(Envelope envelope) {
            return QueueResult.ACCEPTED;
        }

        @Override
        public void close() {
            // Nothing to give back.
        }
    }

    private static String wire(String unix) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (UnixToWire wire = new UnixToWire(out)) {
            wire.write(Latin1.bytes(unix));
        }
        return Latin1.string(out.toByteArray());
    }

    private static String decoded(String raw) throws IOException {
        Kept kept = new Kept(BodyForm.UNIX);
        MessageReader reader = new MessageReader(kept, 0, NO_LIMIT);
        assertThat(reader.read(pieces(raw, new Random(1), 10_000))).isEqualTo(MessageReader.End.COMPLETE);
        return kept.text();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void doesWhatTheTableSaysForAnyBytesInAnyPieces(long seed) throws IOException {
        Random random = new Random(seed);
        for (int round = 0; round < 4000; round++) {
            String raw = Dialogues.dotsAndLineEnds(random, 60) + "\r\n.\r\nNEXT\r\n";
            for (BodyForm form : BodyForm.values()) {
                compareWithTable(raw, form, random);
            }
        }
    }

    private static void compareWithTable(String raw, BodyForm form, Random random) throws IOException {
        DataTable table = DataTable.read(raw);
        Kept kept = new Kept(form);
        MessageReader reader = new MessageReader(kept, 0, NO_LIMIT);
        ByteInput in = pieces(raw, random, 1 + random.nextInt(20));
        MessageReader.End end = reader.read(in);
        assertThat(end).isEqualTo(table.stray() ? MessageReader.End.BARE_LF : MessageReader.End.COMPLETE);
        if (table.ended()) {
            assertThat(kept.text()).as(raw).isEqualTo(form == BodyForm.UNIX ? table.text() : wire(table.text()));
        }
        StringBuilder rest = new StringBuilder();
        for (int b = in.read(); b >= 0; b = in.read()) {
            rest.append((char) b);
        }
        assertThat(rest.toString()).isEqualTo(raw.substring(table.used()));
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void countsTheSizeExactly(long seed) throws IOException {
        Random random = new Random(seed);
        for (int round = 0; round < 4000; round++) {
            String raw = Dialogues.dotsAndLineEnds(random, 30) + "x\r\n.\r\n";
            DataTable table = DataTable.read(raw);
            if (table.ended() && !table.text().isEmpty()) {
                int size = table.text().length();
                for (BodyForm form : BodyForm.values()) {
                    assertThat(tooBig(raw, form, size, random)).as(raw).isFalse();
                    assertThat(size == 1 || tooBig(raw, form, size - 1, random))
                            .as(raw)
                            .isTrue();
                }
            }
        }
    }

    private static boolean tooBig(String raw, BodyForm form, int limit, Random random) throws IOException {
        MessageReader reader = new MessageReader(new Kept(form), limit, NO_LIMIT);
        reader.read(pieces(raw, random, 3));
        return reader.tooBig();
    }

    @Test
    void keepsBareCarriageReturnsAndEveryByte() throws IOException {
        StringBuilder all = new StringBuilder();
        for (int b = 0; b < 256; b++) {
            all.append(b == '\n' ? 'n' : (char) b);
        }
        assertThat(decoded(all + "\r\na\rb\r\n\rc\r\n.\r\n")).isEqualTo(all + "\na\rb\n\rc\n");
    }

    @Test
    void anEmptyMessageIsAMessage() throws IOException {
        assertThat(decoded(".\r\n")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"..a, .a", "...., ...", ".a, a", "., .", "a.b, a.b"})
    void undoesDots(String line, String text) throws IOException {
        assertThat(decoded(line + (line.equals(".") ? "\r\r\n" : "\r\n") + ".\r\n"))
                .isEqualTo(text + (line.equals(".") ? "\r\n" : "\n"));
    }

    @ParameterizedTest
    @EnumSource
    void longLinesPassWhole(BodyForm form) throws IOException {
        String line = "x".repeat(100_000);
        Kept kept = new Kept(form);
        new MessageReader(kept, 0, NO_LIMIT).read(pieces(line + "\r\n.\r\n", new Random(5), 9000));
        assertThat(kept.text()).isEqualTo(line + (form == BodyForm.UNIX ? "\n" : "\r\n"));
    }

    @ParameterizedTest
    @EnumSource
    void thePrefixDoesNotCountAsText(BodyForm form) throws IOException {
        Kept kept = new Kept(form);
        MessageReader reader = new MessageReader(kept, 2, NO_LIMIT);
        reader.prefix("Received: x\n  by y\n.odd\n");
        reader.read(pieces("z\r\n.\r\n", new Random(1), 100));
        assertThat(reader.tooBig()).isFalse();
        String text = "Received: x\n  by y\n.odd\nz\n";
        assertThat(kept.text()).isEqualTo(form == BodyForm.UNIX ? text : wire(text));
    }

    @Test
    void anEndInsideAMessageIsSaid() {
        for (String raw : new String[] {"", "a", "a\r", "a\r\n", "a\r\n.", "a\r\n.\r"}) {
            MessageReader reader = new MessageReader(new Kept(BodyForm.UNIX), 0, NO_LIMIT);
            assertThatThrownBy(() -> reader.read(pieces(raw, new Random(1), 10)))
                    .isInstanceOf(EOFException.class);
        }
    }

    @Test
    void aHeaderMayBeAsLongAsItsLimit() throws IOException {
        String header = "A: " + "x".repeat(93) + "\r\n\r\n";
        for (int limit : new int[] {header.length(), header.length() - 1}) {
            MessageReader reader = new MessageReader(new Kept(BodyForm.UNIX), 0, limit);
            reader.read(pieces(header + "body\r\n.\r\n", new Random(1), 7));
            assertThat(reader.headerTooLong()).isEqualTo(limit < header.length());
        }
    }
}
