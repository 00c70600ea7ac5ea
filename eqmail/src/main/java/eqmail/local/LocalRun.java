package eqmail.local;

import eqmail.mail.Body;
import eqmail.mail.Verdict;

/** Runs qmail-local in one way or another: here, or as a program, or in a process that may be somebody else. */
@FunctionalInterface
public interface LocalRun {
    /**
     * Does one delivery and reports.
     *
     * @throws InterruptedException when the server stops at once; the outcome is then unknown
     */
    Verdict run(LocalRequest request, Body body) throws InterruptedException;
}
