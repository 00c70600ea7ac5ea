package eqmail.inject;

import eqmail.bytes.Getopt;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command line.
 *
 * @param takesArguments are arguments recipients?
 * @param takesHeader is the header asked for recipients?
 * @param print write the message instead of queueing it
 * @param sender the quoted address of {@code -f}, or null
 * @param arguments what follows the options
 */
record Options(
        boolean takesArguments,
        boolean takesHeader,
        boolean print,
        @Nullable String sender,
        List<String> arguments) {

    /** Judges the value of {@code -f} as soon as it is read: its fault comes before that of a later option. */
    @FunctionalInterface
    interface SenderCheck {
        String quoted(String address) throws Fatal;
    }

    static Options of(String program, List<String> words, SenderCheck check) throws Fatal {
        Getopt options = new Getopt(words, "aAhHnNf:");
        char who = 'A';
        boolean print = false;
        String sender = null;
        Character next;
        while ((next = options.next()) != null) {
            switch (next) {
                case 'a', 'A', 'h', 'H' -> who = next;
                case 'n' -> print = true;
                case 'N' -> print = false;
                case 'f' -> sender = check.quoted(options.value());
                default -> throw Fatal.option(program, options.fault());
            }
        }
        List<String> arguments = options.rest();
        boolean header = who == 'h' || who == 'H' || (who == 'A' && arguments.isEmpty());
        return new Options(who != 'h', header, print, sender, arguments);
    }
}
