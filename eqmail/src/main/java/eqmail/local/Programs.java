package eqmail.local;

import eqmail.posix.Descriptor;
import eqmail.users.Account;
import java.io.IOException;
import java.util.Map;

/** Runs the program lines of {@code .qmail} files; a seam for the root helper and for tests. */
public interface Programs {
    /**
     * Runs {@code /bin/sh -c command} and waits for its end.
     *
     * @throws eqmail.posix.PosixException when it could not be started
     * @throws java.io.InterruptedIOException when this thread was interrupted; the program is then killed
     */
    End run(Call call, Report report) throws IOException;

    /**
     * What to run.
     *
     * @param account as whom, and in whose home
     * @param command one shell command
     * @param environment all of it
     * @param message its descriptor 0, at position 0
     */
    record Call(Account account, String command, Map<String, String> environment, Descriptor message) {}

    /** How it ended. */
    sealed interface End {
        /** By itself. */
        record Exited(int code) implements End {}

        /** By a signal. */
        record Crashed() implements End {}

        /** It did not end in time, and was killed with all its children. */
        record TimedOut() implements End {}
    }
}
