package eqmail.cli;

import eqmail.admin.SpoolTool;
import eqmail.bytes.Latin1;
import eqmail.daemon.RootHelperProgram;
import eqmail.daemon.RunProgram;
import java.io.IOException;
import java.util.List;

/** {@code eqmail}: what the original has no command for. */
final class Eqmail implements Program {
    private static final String USAGE =
            "usage: eqmail run\n       eqmail spool check DIR\n       eqmail spool dump DIR [ID]\n";
    private static final int WRONG_USE = 100;

    @Override
    public int run(Invocation in) throws IOException, InterruptedException {
        List<String> args = in.args();
        return switch (args.isEmpty() ? "" : args.getFirst()) {
            case "run" -> new RunProgram(in.home(), in.image(), in.env(), in.stdout(), in.stderr()).run();
            case "spool" -> new SpoolTool(in.stdout(), in.stderr()).run(args.subList(1, args.size()));
            case "root-helper" -> rootHelper(in);
            default -> {
                in.stderr().write(Latin1.bytes(USAGE));
                yield WRONG_USE;
            }
        };
    }

    /** Started by qmail-start only, see {@link RootHelperProgram}. */
    private static int rootHelper(Invocation in) throws IOException, InterruptedException {
        String defaultDelivery = in.args().size() > 1 ? in.args().get(1) : "./Mailbox";
        return RootHelperProgram.of(
                        in.home(), in.image(), in.env(), defaultDelivery, in.stdin(), in.stdout(), in.stderr())
                .run();
    }
}
