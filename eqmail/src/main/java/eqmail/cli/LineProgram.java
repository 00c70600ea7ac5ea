package eqmail.cli;

import eqmail.lines.Call;
import eqmail.lines.Children;
import eqmail.lines.LineCommand;
import java.io.IOException;

/** A command of .qmail lines, for whoever started this process. */
final class LineProgram implements Program {
    private final LineCommand command;

    LineProgram(LineCommand command) {
        this.command = command;
    }

    @Override
    public int run(Invocation in) throws IOException {
        return new Call(
                        in.name(),
                        in.args(),
                        in.env(),
                        in.stdin(),
                        in.stderr(),
                        Children.ofProcess(in.env()),
                        origin -> QmailInjectCommand.queue(in, in.env()).open(origin),
                        QmailInjectCommand.CALLER)
                .run(command);
    }
}
