package eqmail.control;

import java.io.IOException;

/** Looks closer at files of a room than the room does before it uses them: every line, and the files that lines name. */
@FunctionalInterface
public interface Inspector {
    /**
     * Tells {@code flaws} what is wrong.
     *
     * @throws IOException if a file cannot be read at all; the message names file and fault
     */
    void inspect(Control control, Flaws flaws) throws IOException;
}
