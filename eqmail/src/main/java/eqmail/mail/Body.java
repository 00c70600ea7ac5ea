package eqmail.mail;

import eqmail.bytes.UnixToWire;
import eqmail.bytes.WireToUnix;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The text of a message (header and body) wherever it lies: in the spool, in a file on descriptor 0, in a test. Opaque
 * on purpose: no path or offset is known outside, so that it may live in a log, a ledger or memory. May be read any
 * number of times, by several threads at once.
 */
public interface Body {
    /** The form in which {@link #open()} gives it. */
    BodyForm form();

    /** Bytes in unix form (what {@code bytes N} in the log and a size limit mean). */
    long size();

    /** The bytes in their own {@link #form()}, from the start. The caller closes the stream. */
    InputStream open() throws IOException;

    /** Writes the bytes in their own form to {@code out}. A spool may do it without copying through the heap. */
    default void copyTo(OutputStream out) throws IOException {
        try (InputStream in = open()) {
            in.transferTo(out);
        }
    }

    /** The bytes in unix form. The caller closes the stream. */
    default InputStream openUnix() throws IOException {
        InputStream in = open();
        if (form() == BodyForm.UNIX) {
            return in;
        }
        return new WireToUnix(in) {
            @Override
            public void close() throws IOException {
                in.close();
            }
        };
    }

    /**
     * Writes the bytes in wire form to {@code out}, without the closing dot.
     *
     * @return false when the last line has no line end (SMTP cannot carry that, qmail-remote refuses it)
     */
    default boolean copyWire(OutputStream out) throws IOException {
        if (form() == BodyForm.WIRE) {
            copyTo(out);
            return true;
        }
        UnixToWire wire = new UnixToWire(out);
        copyTo(wire);
        return wire.atLineStart();
    }
}
