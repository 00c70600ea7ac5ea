package eqmail.lines;

import eqmail.mail.Envelope;
import java.io.IOException;

/** {@code forward ADDRESS…}: sends the message on to the addresses, which are taken as they are. */
public final class Forward implements LineCommand {
    @Override
    public int run(Call call) throws Ending, IOException {
        Resending resending = new Resending(call, "forward");
        String sender = resending.variable("NEWSENDER");
        String line = resending.variable("DTLINE");
        throw resending.queue(line, new Envelope(sender, call.args()), 0);
    }
}
