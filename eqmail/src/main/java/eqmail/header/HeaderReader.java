package eqmail.header;

import eqmail.bytes.Latin1;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Splits a message into header fields and body (headerbody.c). A last line without LF gets one. Lines that are no field
 * end the header, and an empty line is put before them.
 */
public final class HeaderReader {
    /** Fields are kept in memory, and rewriting one takes several times its size. */
    public static final int LONGEST_HEADER = 4 * 1024 * 1024;

    private static final int BUFFER = 64 * 1024;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int position;
    private int limit;
    private int room = LONGEST_HEADER;
    private @Nullable String ahead;
    private @Nullable String firstOfBody;
    private boolean headerEnded;
    private boolean inputEnded;

    /** Reads {@code in}, which needs no buffer of its own. */
    public HeaderReader(InputStream in) {
        this.in = in;
    }

    /** Where the body goes. */
    @FunctionalInterface
    public interface Sink {
        /** Takes the next bytes. */
        void write(byte[] bytes, int offset, int length) throws IOException;
    }

    /** The header is longer than {@link #LONGEST_HEADER}. */
    public static final class HeaderTooLong extends IOException {
        private static final long serialVersionUID = 1;
    }

    /** The next field with its continuation lines and line ends; null after the last one. */
    public @Nullable String next() throws IOException {
        String line = headerEnded ? null : ahead == null ? line() : ahead;
        ahead = null;
        if (line == null) {
            headerEnded = true;
            return null;
        }
        if (line.startsWith("From ")) {
            line = "MBOX-Line: " + line;
        } else if (FieldName.nameEnd(line) == 0) {
            headerEnded = true;
            firstOfBody = line.equals("\n") ? line : "\n" + line;
            return null;
        }
        return withContinuation(line);
    }

    /** The rest of the message, once {@link #next} gave null. */
    public void copyBody(Sink out) throws IOException {
        if (firstOfBody == null) {
            return;
        }
        byte[] first = Latin1.bytes(firstOfBody);
        out.write(first, 0, first.length);
        byte last = '\n';
        while (position < limit || fill()) {
            out.write(buffer, position, limit - position);
            last = buffer[limit - 1];
            position = limit;
        }
        if (last != '\n') {
            out.write(new byte[] {'\n'}, 0, 1);
        }
    }

    private String withContinuation(String line) throws IOException {
        StringBuilder field = null;
        while ((ahead = line()) != null && (ahead.startsWith(" ") || ahead.startsWith("\t"))) {
            field = (field == null ? new StringBuilder(line) : field).append(ahead);
        }
        return field == null ? line : field.toString();
    }

    /** The next line, always with LF; null at the end of input. */
    private @Nullable String line() throws IOException {
        StringBuilder longer = null;
        while (!inputEnded && (position < limit || fill())) {
            int end = position;
            while (end < limit && buffer[end] != '\n') {
                end++;
            }
            boolean whole = end < limit;
            int next = whole ? end + 1 : end;
            count(next - position);
            String part = Latin1.string(buffer, position, next - position);
            position = next;
            if (whole) {
                return longer == null ? part : longer.append(part).toString();
            }
            longer = (longer == null ? new StringBuilder() : longer).append(part);
        }
        inputEnded = true;
        return longer == null ? null : longer.append('\n').toString();
    }

    private void count(int bytes) throws HeaderTooLong {
        room -= bytes;
        if (room < 0) {
            throw new HeaderTooLong();
        }
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = 0;
        int got = in.read(buffer, 0, buffer.length);
        limit = Math.max(got, 0);
        return got > 0;
    }
}
