package eqmail.remote;

import eqmail.bytes.Latin1;
import eqmail.net.Connection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** A peer that says the beginning of a text, whatever it hears, and then fails in one of several ways. */
final class CutConnection implements Connection {
    /** What happens when the text is over. */
    enum End {
        CLOSED,
        RESET,
        SILENT
    }

    private final byte[] text;
    private final End end;
    private final int heardAtMost;
    private final int bytesOfARead;
    private final StringBuilder heard = new StringBuilder();
    private int said;
    private boolean closed;

    /** Says {@code text}, a few bytes a read. */
    CutConnection(String text, End end) {
        this(text, end, Integer.MAX_VALUE, 7);
    }

    /** Takes only so many bytes before a write fails. */
    CutConnection(String text, End end, int heardAtMost, int bytesOfARead) {
        this.text = Latin1.bytes(text);
        this.end = end;
        this.heardAtMost = heardAtMost;
        this.bytesOfARead = bytesOfARead;
    }

    /** All that was written to it. */
    String heard() {
        return heard.toString();
    }

    boolean closed() {
        return closed;
    }

    @Override
    public InputStream input() {
        return new InputStream() {
            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                if (said == text.length) {
                    return over();
                }
                int some = Math.min(Math.min(length, bytesOfARead), text.length - said);
                System.arraycopy(text, said, into, offset, some);
                said += some;
                return some;
            }
        };
    }

    private int over() throws IOException {
        return switch (end) {
            case CLOSED -> -1;
            case RESET -> throw new SocketException("Connection reset");
            case SILENT -> throw new SocketTimeoutException("Read timed out");
        };
    }

    @Override
    public OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                int room = heardAtMost - heard.length();
                heard.append(Latin1.string(bytes, offset, Math.min(room, length)));
                if (length > room) {
                    throw new SocketException("Broken pipe");
                }
            }
        };
    }

    @Override
    public void timeout(Duration each) {}

    @Override
    public void close() {
        closed = true;
    }
}
