package eqmail.lines;

import eqmail.control.Fault;
import eqmail.posix.PosixException;
import java.io.IOException;

/** A command ends here, with a line on standard error. */
public final class Ending extends Exception {
    private static final long serialVersionUID = 1;

    /** For good: in a .qmail file the message bounces. */
    static final int PERMANENT = 100;
    /** For now: the delivery is tried again. */
    static final int TEMPORARY = 111;

    private final int exit;

    /** The line is {@code text}. */
    Ending(int exit, String text) {
        super(text + "\n", null, false, false);
        this.exit = exit;
    }

    /** A fault, as {@code COMMAND: fatal: TEXT}. */
    static Ending fatal(int exit, String command, String text) {
        return new Ending(exit, command + ": fatal: " + text);
    }

    /** A fault of the host: {@code text} and what the system said. */
    static Ending fatal(String command, String text, IOException cause) {
        return fatal(TEMPORARY, command, text + reason(cause));
    }

    /** What the system said, in the words of the original. */
    private static String reason(IOException cause) {
        return cause instanceof PosixException posix ? posix.text() : Fault.text(cause);
    }

    /** What to say, line end included. */
    String text() {
        return String.valueOf(getMessage());
    }

    int exit() {
        return exit;
    }
}
