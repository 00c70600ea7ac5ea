package eqmail.lines;

import eqmail.bytes.Getopt;
import eqmail.posix.Exit;
import eqmail.posix.PosixException;
import java.io.IOException;
import java.util.List;

/** {@code preline [-fFrRdD] PROGRAM…}: the program reads the message behind the lines that qmail-local made for it. */
public final class Preline implements LineCommand {
    private static final String NAME = "preline";
    private static final String USAGE = NAME + ": usage: preline cmd [ arg ... ]";

    @Override
    public int run(Call call) throws Ending, IOException {
        String from = line(call, "UFLINE");
        String returnPath = line(call, "RPLINE");
        String deliveredTo = line(call, "DTLINE");
        Getopt options = new Getopt(call.args(), "frdFRD");
        boolean withFrom = true;
        boolean withReturnPath = true;
        boolean withDeliveredTo = true;
        Character option;
        while ((option = options.next()) != null) {
            switch (option) {
                case 'f', 'F' -> withFrom = option == 'F';
                case 'r', 'R' -> withReturnPath = option == 'R';
                case 'd', 'D' -> withDeliveredTo = option == 'D';
                default -> throw usage(call.name() + ": " + options.fault() + "\n");
            }
        }
        StringBuilder lines = new StringBuilder();
        lines.append(withFrom ? from : "");
        lines.append(withReturnPath ? returnPath : "");
        lines.append(withDeliveredTo ? deliveredTo : "");
        return feed(call, options.rest(), lines.toString());
    }

    private static String line(Call call, String variable) throws Ending {
        String line = call.env().get(variable);
        if (line == null) {
            throw usage("");
        }
        return line;
    }

    private static Ending usage(String complaint) {
        return new Ending(Ending.PERMANENT, complaint + USAGE);
    }

    private static int feed(Call call, List<String> program, String lines) throws Ending, IOException {
        if (program.isEmpty()) {
            throw usage("");
        }
        Exit exit;
        try {
            exit = Feeding.run(call, program, lines);
        } catch (Feeding.Unreadable e) {
            throw Ending.fatal(NAME, "unable to copy input: ", e.fault());
        } catch (PosixException e) {
            if (!e.call().equals("exec")) {
                throw Ending.fatal(NAME, "unable to fork: ", e);
            }
            int code = e.temporary() ? Ending.TEMPORARY : Ending.PERMANENT;
            throw Ending.fatal(code, NAME, "unable to run " + program.getFirst() + ": " + e.text());
        }
        if (exit.crashed()) {
            throw Ending.fatal(Ending.TEMPORARY, NAME, "child crashed");
        }
        return exit.code();
    }
}
