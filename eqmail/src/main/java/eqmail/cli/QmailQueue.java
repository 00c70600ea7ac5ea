package eqmail.cli;

import eqmail.posix.Descriptor;
import eqmail.posix.Signal;
import eqmail.posix.Signals;
import eqmail.queue.QueueHome;
import eqmail.queue.QueueProgram;
import java.io.IOException;
import java.io.InputStream;

/** {@code qmail-queue}: message on descriptor 0, envelope on descriptor 1. */
final class QmailQueue implements Program {
    private static final int MESSAGE = 0;
    private static final int ENVELOPE = 1;

    @Override
    public int run(Invocation in) throws IOException {
        Signals.handle(Signal.ALRM, () -> Runtime.getRuntime().halt(QueueProgram.TIMEOUT));
        Signals.ignore(Signal.HUP);
        Signals.ignore(Signal.INT);
        InputStream message = in.closed().contains(MESSAGE) ? new Closed() : in.stdin();
        InputStream envelope = in.closed().contains(ENVELOPE)
                ? new Closed()
                : Descriptor.of(ENVELOPE).input();
        return new QueueProgram(new QueueHome(in.home()), message, envelope).run();
    }

    /** A descriptor that the caller had closed: reading it fails, as it would in C. */
    private static final class Closed extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("bad file descriptor");
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            return read();
        }
    }
}
