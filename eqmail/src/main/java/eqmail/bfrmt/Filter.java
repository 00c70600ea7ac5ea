package eqmail.bfrmt;

import eqmail.mail.Body;
import eqmail.mail.Verdict;

/** Something that looks at a message before it goes to another host, and may change it. Called by many threads at once. */
@FunctionalInterface
public interface Filter {
    /** What came of it. */
    sealed interface Result {
        /** The message to go on with: that of before, one that reads it while it is read, or a new one. */
        record Pass(Body body) implements Result {}

        /** Nothing is sent. */
        record Stop(Verdict verdict) implements Result {}
    }

    /**
     * Looks at {@code mail}. Every failure is a {@link Result.Stop}, trouble of this host {@link Verdict.Deferred}.
     *
     * @throws InterruptedException when the server stops at once; the message will be tried again
     */
    Result apply(Outgoing mail) throws InterruptedException;
}
