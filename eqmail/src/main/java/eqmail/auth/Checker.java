package eqmail.auth;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Decides whether a claim is true. */
@FunctionalInterface
public interface Checker {
    /** What came of it. */
    enum Answer {
        /** It is who it says. */
        ACCEPTED,
        /** It is not, or that could not be found out. */
        REJECTED,
        /** The checker broke down or took too long. */
        CRASHED,
        /** It could not be started. */
        NOT_STARTED,
        /** It is not there, or may not be run. */
        NOT_RUNNABLE,
        /** Nothing was left to talk to it. */
        NO_PIPE
    }

    /**
     * Judges {@code claim}; trouble is an answer too, and told in the log.
     *
     * @param environment of the session
     * @throws InterruptedException if the server is stopping
     */
    Answer check(Claim claim, Map<String, String> environment) throws InterruptedException;

    /** The mechanisms by which anybody can succeed here. */
    default Set<Mechanism> mechanisms() {
        return EnumSet.allOf(Mechanism.class);
    }
}
