package eqmail.control;

import java.io.IOException;

/** A control file that exists but cannot be used. The message names file and fault in one line. */
public final class ControlException extends IOException {
    private static final long serialVersionUID = 1;

    private final String file;

    /** {@code file} relative to the home. */
    public ControlException(String file, String fault) {
        super(file + ": " + fault);
        this.file = file;
    }

    /** The same with the exception behind it. */
    public ControlException(String file, String fault, Throwable cause) {
        super(file + ": " + fault, cause);
        this.file = file;
    }

    /** The file, relative to the home. */
    public String file() {
        return file;
    }
}
