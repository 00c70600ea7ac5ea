package eqmail.delivery;

import eqmail.mail.Verdict;

/** Does deliveries of one {@link Channel}: qmail-lspawn or qmail-rspawn and what stands behind them. */
@FunctionalInterface
public interface Deliverer {
    /**
     * Delivers and reports. Blocks for as long as it takes; called from many threads at once. Every failure is a
     * verdict, trouble of the host {@link Verdict.Deferred}.
     *
     * @throws InterruptedException when the server stops at once; the outcome is then unknown and the delivery will be
     *     tried again
     */
    Verdict deliver(Order order) throws InterruptedException;
}
