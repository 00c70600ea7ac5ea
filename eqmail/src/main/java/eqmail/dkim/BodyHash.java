package eqmail.dkim;

import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * The hash of a body while it passes by (RFC 6376 3.4.3, 3.4.4), in constant memory: line ends and white space are kept
 * as numbers until something follows them. Takes unix form, which is hashed as it would stand on the wire.
 */
final class BodyHash {
    private static final int BUFFER_BYTES = 8192;

    private final Canon canon;
    private final long most;
    private final MessageDigest digest = Algorithm.digest();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int buffered;
    private long lineEnds;
    private boolean space;
    private boolean text;
    private long size;
    private byte @Nullable [] finished;

    /** Hashes everything. */
    BodyHash(Canon canon) {
        this(canon, Long.MAX_VALUE);
    }

    /** Hashes the first {@code most} bytes of the canonical body (l=). */
    BodyHash(Canon canon, long most) {
        this.canon = canon;
        this.most = most;
    }

    /** The next bytes of the body, in unix form. */
    void update(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            byte b = bytes[at];
            if (b == '\n') {
                lineEnds++;
                space = false;
                at++;
            } else if (isSpace(b)) {
                space = true;
                at++;
            } else {
                int end = endOfRun(bytes, at, to);
                writeHeld();
                put(bytes, at, end);
                at = end;
            }
        }
    }

    /** The end of the bytes that go as they are. */
    private int endOfRun(byte[] bytes, int from, int to) {
        int end = from + 1;
        while (end < to && bytes[end] != '\n' && !isSpace(bytes[end])) {
            end++;
        }
        return end;
    }

    private boolean isSpace(byte b) {
        return canon == Canon.RELAXED && (b == ' ' || b == '\t');
    }

    /** Empty lines and white space count once something follows. */
    private void writeHeld() {
        text = true;
        for (; lineEnds > 0; lineEnds--) {
            put((byte) '\r');
            put((byte) '\n');
        }
        if (space) {
            put((byte) ' ');
            space = false;
        }
    }

    private void put(byte b) {
        if (buffered == BUFFER_BYTES) {
            flush();
        }
        buffer[buffered++] = b;
    }

    private void put(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (buffered == BUFFER_BYTES) {
                flush();
            }
            int part = Math.min(to - at, BUFFER_BYTES - buffered);
            System.arraycopy(bytes, at, buffer, buffered, part);
            buffered += part;
            at += part;
        }
    }

    private void flush() {
        if (size < most) {
            digest.update(buffer, 0, Math.clamp(most - size, 0, buffered));
        }
        size += buffered;
        buffered = 0;
    }

    /** The hash, once the whole body has passed. */
    byte[] finish() {
        if (finished != null) {
            return finished;
        }
        // The last line has a line end even if the body lacks it; an empty relaxed body has no line at all.
        if (text || canon == Canon.SIMPLE) {
            put((byte) '\r');
            put((byte) '\n');
        }
        flush();
        byte[] hash = digest.digest();
        finished = hash;
        return hash;
    }

    /** Bytes of the whole canonical body; known after {@link #finish}. */
    long size() {
        return size;
    }
}
