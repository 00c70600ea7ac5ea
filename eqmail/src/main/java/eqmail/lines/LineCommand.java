package eqmail.lines;

import java.io.IOException;

/** One command of this room. */
@FunctionalInterface
public interface LineCommand {
    /**
     * Does what the command is for.
     *
     * @return the exit code
     * @throws Ending it ends with a line on standard error
     * @throws IOException trouble that no line of the original's tells of
     */
    int run(Call call) throws Ending, IOException;
}
