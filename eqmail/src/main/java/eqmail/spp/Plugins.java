package eqmail.spp;

import eqmail.control.ControlException;
import java.io.IOException;
import java.util.Map;

/**
 * The plug-ins of one session. An implementation keeps what they collected (header lines, later errors); the session
 * calls it at the points of network.md 5.5. One thread uses it.
 */
public interface Plugins {
    /** No plug-in is configured: every phase goes on. */
    Plugins NONE = new Silent(true);

    /** {@code NOSPP} is set: as {@link #NONE}, and the variables for plug-ins are not set either. */
    Plugins OFF = new Silent(false);

    /** The points of a session at which plug-ins run: the sections of {@code control/smtpplugins}. */
    enum Phase {
        /** Before the greeting. */
        CONNECTION,
        /** At HELO and EHLO. */
        HELO,
        /** At MAIL, after its syntax and size were found good. */
        MAIL,
        /** At RCPT, after the rcpthosts test and before its result counts. */
        RCPT,
        /** At DATA, before the queue is opened. */
        DATA,
        /** After a correct password. */
        AUTH
    }

    /** Where a session gets its plug-ins from: a file read anew by a command, a shared value in the daemon. */
    @FunctionalInterface
    interface Source {
        /**
         * The plug-ins of a session that begins now.
         *
         * @param environment the session's own map, which stays live
         * @throws ControlException when the list of plug-ins cannot be read; the client is told to try later
         */
        Plugins open(Map<String, String> environment) throws ControlException;
    }

    /** How the command goes on. */
    enum Decision {
        /** With qmail's own checks. */
        PROCEED,
        /** Without the check of this command: badmailfrom at MAIL, rcpthosts at RCPT. */
        SKIP_CHECK,
        /** Not at all; the plug-in has answered. */
        REFUSED,
        /** Not at all, and the session ends with success; the plug-in has answered, or wants silence. */
        CLOSE
    }

    /** What plug-ins see and change of the session. */
    interface Exchange {
        /** The environment of the session, to be read and changed. */
        Map<String, String> environment();

        /** Answers the client with {@code line} and CR LF. */
        void reply(String line) throws IOException;

        /** The address of MAIL or RCPT; empty in other phases. */
        String address();

        /** Replaces the address of MAIL or RCPT; ignored in other phases. */
        void replaceAddress(String address);
    }

    /** Are plug-ins still consulted? If not, the variables made for them are not set. */
    boolean active();

    /**
     * Answers the client with the later errors that were kept for {@code phase} (L), if there are any: then the command is
     * refused, and nothing else of it happens. To be asked before {@link #run}.
     */
    boolean answerKept(Phase phase, Exchange exchange) throws IOException;

    /**
     * Runs what is configured for {@code phase}. Trouble with a plug-in is answered here and counts as refused;
     * an exception means that the client could not be answered.
     */
    Decision run(Phase phase, Exchange exchange) throws IOException;

    /** Header lines for the next message, each ended by LF. */
    String headers();

    /** Forgets header lines and later errors (a DATA that got its 354). */
    void forget();

    /** The client begins anew (RSET, STARTTLS): forgets the same, and A if it was said about a transaction. */
    void reset();
}
