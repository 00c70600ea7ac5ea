package eqmail.pop3;

import eqmail.auth.Claim;
import java.util.Map;

/** The mailboxes of a host, for those who prove that one is theirs. */
@FunctionalInterface
public interface Maildrops {
    /** What became of asking for one. */
    sealed interface Opening {
        /** Here it is. */
        record Opened(Maildrop maildrop) implements Opening {}

        /** It stays closed. */
        record Denied(Denial why) implements Opening {}
    }

    /** Why a mailbox stays closed. */
    enum Denial {
        /** The claim is not true. */
        WRONG,
        /** Nobody could find out; the log says why. */
        TROUBLE,
        /** Another session has it. */
        IN_USE,
        /** The claim is true, and there is no mailbox of that name here. */
        MISSING
    }

    /**
     * Has {@code claim} checked and opens the mailbox of who made it. May take as long as a checkpassword program.
     *
     * @param environment of the session
     * @throws InterruptedException if the server is stopping
     */
    Opening open(Claim claim, Map<String, String> environment) throws InterruptedException;
}
