package eqmail.cli;

import eqmail.daemon.StartProgram;
import java.io.IOException;

/** {@code qmail-start}: the resident server with separated privileges. */
final class QmailStart implements Program {
    @Override
    public int run(Invocation in) throws IOException, InterruptedException {
        return new StartProgram(in.home(), in.image(), in.env(), in.args(), in.stderr()).run();
    }
}
