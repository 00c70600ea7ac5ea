package eqmail.mailboxes;

import eqmail.bytes.Latin1;
import eqmail.posix.PosixException;
import java.io.IOException;
import java.io.OutputStream;

/** A command cannot go on. */
final class Fault extends Exception {
    private static final long serialVersionUID = 1;

    /** Nothing is wrong with the mail: try again. */
    static final int TEMPORARY = 111;

    Fault(String text) {
        super(text, null, false, false);
    }

    /** {@code text}, and what the system said. */
    Fault(String text, PosixException cause) {
        this(text + ": " + cause.text());
    }

    /** Says {@code COMMAND: fatal: TEXT}; the exit code. */
    int tell(OutputStream stderr, String command) throws IOException {
        stderr.write(Latin1.bytes(command + ": fatal: " + getMessage() + "\n"));
        return TEMPORARY;
    }
}
