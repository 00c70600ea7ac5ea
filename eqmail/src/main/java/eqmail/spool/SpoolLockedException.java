package eqmail.spool;

import java.io.IOException;

/** Another process (or another spool of this one) owns the directory. */
public final class SpoolLockedException extends IOException {
    private static final long serialVersionUID = 1;

    /** {@code directory} as the caller named it. */
    public SpoolLockedException(String directory) {
        super(directory + " is owned by another process");
    }
}
