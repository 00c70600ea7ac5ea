package eqmail.tcpserver;

import java.util.concurrent.atomic.LongAdder;

/** What a listener has seen since it began. Counters only go up. */
final class Figures {
    final LongAdder accepted = new LongAdder();
    final LongAdder denied = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder badHeaders = new LongAdder();
    final LongAdder acceptFailures = new LongAdder();
    final LongAdder faults = new LongAdder();
}
