package eqmail.lines;

import eqmail.posix.Exit;
import eqmail.posix.PosixException;
import eqmail.time.MailTime;
import java.io.IOException;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.function.Supplier;

/** {@code predate PROGRAM…}: the program reads a Date line in local time, then the message. */
public final class Predate implements LineCommand {
    private static final String NAME = "predate";

    private final InstantSource clock;
    private final Supplier<ZoneId> zone;

    /**
     * With the caller's time.
     *
     * @param zone asked once, and only if a date is needed
     */
    public Predate(InstantSource clock, Supplier<ZoneId> zone) {
        this.clock = clock;
        this.zone = zone;
    }

    @Override
    public int run(Call call) throws Ending, IOException {
        if (call.args().isEmpty()) {
            throw new Ending(Ending.PERMANENT, NAME + ": usage: predate child");
        }
        String line = "Date: " + MailTime.date822(clock.instant(), zone.get()) + "\n";
        Exit exit;
        try {
            exit = Feeding.run(call, call.args(), line);
        } catch (Feeding.Unreadable e) {
            throw Ending.fatal(NAME, "unable to read message: ", e.fault());
        } catch (PosixException e) {
            String what = e.call().equals("exec") ? "run " + call.args().getFirst() : "fork";
            throw Ending.fatal(NAME, "unable to " + what + ": ", e);
        }
        if (exit.crashed()) {
            throw Ending.fatal(Ending.TEMPORARY, NAME, "child crashed");
        }
        return exit.code();
    }
}
