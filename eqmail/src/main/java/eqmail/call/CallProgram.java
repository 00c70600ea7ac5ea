package eqmail.call;

import java.io.IOException;

/** A command as the server carries it out: everything it reads and writes stands in the call. */
@FunctionalInterface
public interface CallProgram {
    /** Instead of an exit code: this call is for the command itself. Nothing has been done then. */
    int NOT_HERE = -1;

    /**
     * Does the command's work.
     *
     * @return the exit code, or {@link #NOT_HERE}
     * @throws IOException trouble of the host: the caller is told to try again
     */
    int run(Call call) throws IOException;
}
