package eqmail.lines;

import eqmail.mail.Envelope;
import java.io.IOException;
import java.util.List;

/** {@code condredirect ADDRESS PROGRAM…}: sends the message on, and ends the delivery here, if the program says so. */
public final class CondRedirect implements LineCommand {
    private static final String NAME = "condredirect";
    /** Delivered, and no further line of the .qmail file is looked at. */
    private static final int DONE = 99;

    @Override
    public int run(Call call) throws Ending, IOException {
        List<String> args = call.args();
        if (args.size() < 2) {
            throw new Ending(Ending.PERMANENT, NAME + ": usage: condredirect newaddress program [ arg ... ]");
        }
        if (!Question.yes(call, NAME, args.subList(1, args.size()))) {
            return 0;
        }
        rewind(call);
        return redirect(call);
    }

    /** The second half: the program has said yes, and its place among the arguments does not matter any more. */
    public static int redirect(Call call) throws Ending, IOException {
        Resending resending = new Resending(call, NAME);
        String sender = resending.variable("SENDER");
        String line = resending.variable("DTLINE");
        throw resending.queue(line, new Envelope(sender, call.args().subList(0, 1)), DONE);
    }

    private static void rewind(Call call) throws Ending {
        try {
            call.children().rewind();
        } catch (IOException e) {
            throw Ending.fatal(NAME, "unable to rewind: ", e);
        }
    }
}
