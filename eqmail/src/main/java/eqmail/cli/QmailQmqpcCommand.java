package eqmail.cli;

import eqmail.queue.QmqpcProgram;
import java.io.FileDescriptor;
import java.io.FileInputStream;

/** {@code qmail-qmqpc}: message on descriptor 0, envelope on descriptor 1, and a server that has the queue. */
final class QmailQmqpcCommand implements Program {
    @Override
    public int run(Invocation in) {
        // Standard output by name, but open for reading: a file like any other.
        FileInputStream envelope = new FileInputStream(FileDescriptor.out);
        return new QmqpcProgram(in.home(), QmqpcProgram.PORT, in.stdin(), envelope).run();
    }
}
