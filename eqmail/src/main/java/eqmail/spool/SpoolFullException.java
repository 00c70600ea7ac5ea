package eqmail.spool;

import java.io.IOException;

/** Too little room on the disk to accept a message; nothing was lost. */
public final class SpoolFullException extends IOException {
    private static final long serialVersionUID = 1;

    /** {@code what} names the directory and what is short there. */
    public SpoolFullException(String what) {
        super(what);
    }
}
