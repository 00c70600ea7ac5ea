package eqmail.lines;

import eqmail.bytes.Getopt;
import eqmail.bytes.Latin1;
import eqmail.posix.Exit;
import eqmail.posix.PosixException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@code qsmhook [-DFlMmnPs] [-x PREFIX] PROGRAM…}: runs a delivery agent with the flags and escapes of sendmail's mailers. */
public final class QsmHook implements LineCommand {
    private static final String NAME = "qsmhook";

    @Override
    public int run(Call call) throws Ending, IOException {
        String deliveredTo = variable(call, "DTLINE");
        String returnPath = variable(call, "RPLINE");
        String from = variable(call, "UFLINE");
        String user = variable(call, "LOCAL");
        String host = variable(call, "HOST");
        String sender = variable(call, "SENDER");
        boolean withFrom = true;
        boolean withReturnPath = false;
        boolean withDeliveredTo = false;
        Getopt options = new Getopt(call.args(), "DFlMmnPsx:");
        Character option;
        while ((option = options.next()) != null) {
            switch (option) {
                case 'n' -> withFrom = false;
                case 'P' -> withReturnPath = true;
                case 'l' -> withDeliveredTo = true;
                case 'x' -> user = without(options.value(), user);
                case Getopt.WRONG -> throw new Ending(Ending.PERMANENT, call.name() + ": " + options.fault());
                default -> {}
            }
        }
        List<String> program = new ArrayList<>();
        for (String word : options.rest()) {
            program.add(expanded(word, sender, host, user));
        }
        StringBuilder lines = new StringBuilder();
        lines.append(withFrom ? from : "");
        lines.append(withReturnPath ? returnPath : "");
        lines.append(withDeliveredTo ? deliveredTo : "");
        return feed(call, program, lines.toString());
    }

    private static String variable(Call call, String name) throws Ending {
        String value = call.env().get(name);
        if (value == null) {
            throw wrongUse();
        }
        return value;
    }

    private static Ending wrongUse() {
        return Ending.fatal(Ending.PERMANENT, NAME, "incorrect usage");
    }

    private static String without(String prefix, String user) {
        return Latin1.startsIgnoringCase(user, prefix) ? user.substring(prefix.length()) : user;
    }

    /** {@code %g}, {@code %h}, {@code %u} and {@code %%}; what else stands behind a percent sign is left out with it. */
    private static String expanded(String word, String sender, String host, String user) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c != '%') {
                out.append(c);
            } else if (++i < word.length()) {
                switch (word.charAt(i)) {
                    case '%' -> out.append('%');
                    case 'g' -> out.append(sender);
                    case 'h' -> out.append(host);
                    case 'u' -> out.append(user);
                    default -> {}
                }
            }
        }
        return out.toString();
    }

    private static int feed(Call call, List<String> program, String lines) throws Ending, IOException {
        if (program.isEmpty()) {
            throw wrongUse();
        }
        Exit exit;
        try {
            exit = Feeding.run(call, program, lines);
        } catch (Feeding.Unreadable e) {
            throw Ending.fatal(Ending.TEMPORARY, NAME, "unable to read message");
        } catch (PosixException e) {
            if (e.call().equals("exec") && !e.temporary()) {
                throw Ending.fatal(Ending.PERMANENT, NAME, "command not found");
            }
            throw trouble();
        }
        if (exit.crashed()) {
            throw trouble();
        }
        return exit.code();
    }

    private static Ending trouble() {
        return Ending.fatal(Ending.TEMPORARY, NAME, "temporary problem");
    }
}
