package eqmail.local;

import eqmail.posix.Descriptor;
import java.io.IOException;

/** Where a delivery's words go, its own and those of its programs: qmail-local's descriptors 1 and 2. */
public interface Report extends AutoCloseable {
    /** Says {@code text} on standard output. A report that cannot be written is no reason to fail a delivery. */
    void out(String text);

    /** Says {@code text} on standard error. */
    void err(String text);

    /** Descriptor 1 for a program. */
    Descriptor standardOutput() throws IOException;

    /** Descriptor 2 for a program. */
    Descriptor standardError() throws IOException;

    /** Nothing more will be said. */
    @Override
    void close();
}
