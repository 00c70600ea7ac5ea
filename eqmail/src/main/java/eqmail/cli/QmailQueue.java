package eqmail.cli;

import eqmail.bytes.Scan;
import eqmail.posix.Signal;
import eqmail.posix.Signals;
import eqmail.queue.QueueHome;
import eqmail.queue.QueueProgram;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** {@code qmail-queue}: message on descriptor 0, envelope on descriptor 1. */
final class QmailQueue implements Program {
    private static final int ENVELOPE = 1;

    @Override
    public int run(Invocation in) throws IOException {
        Signals.handle(Signal.ALRM, new Late());
        Signals.ignore(Signal.HUP);
        Signals.ignore(Signal.INT);
        Signals.ignore(Signal.XCPU);
        Signals.ignore(Signal.VTALRM);
        Signals.ignore(Signal.PROF);
        return queue(in, in.stdin());
    }

    /** Queues {@code message} for the envelope on descriptor 1, for this command and one that stands before it. */
    static int queue(Invocation in, InputStream message) {
        // Standard output by name, but open for reading: a file like any other, and no foreign call to set up for it.
        InputStream envelope =
                in.closed().contains(ENVELOPE) ? new ClosedInput() : new FileInputStream(FileDescriptor.out);
        String account = in.env().getOrDefault(QueueProgram.ACTS_FOR, "");
        return new QueueProgram(new QueueHome(in.home()), number(account), message, envelope).run();
    }

    private static OptionalInt number(String account) {
        OptionalLong number = Scan.number(account);
        return number.isPresent() ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
    }

    /** The alarm. A class with a name: linking a lambda would be a sixth of this program's time. */
    private static final class Late implements Runnable {
        @Override
        public void run() {
            Runtime.getRuntime().halt(QueueProgram.TIMEOUT);
        }
    }
}
