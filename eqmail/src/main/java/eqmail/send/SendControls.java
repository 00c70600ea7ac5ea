package eqmail.send;

import eqmail.bounce.BounceNames;
import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.delivery.Channel;
import eqmail.delivery.Router;

/**
 * Everything qmail-send reads from control/, taken whole: a file that cannot be used leaves no half-read settings behind.
 *
 * @param router where recipients go; its tables are the only part that HUP reads again
 * @param bounces names for bounces
 * @param queueLifetime seconds after which a deferral becomes a failure
 * @param concurrencyLocal slots for local deliveries; 0 holds them
 * @param concurrencyRemote slots for remote deliveries; 0 holds them
 * @param destinationLimit slots of one destination
 */
public record SendControls(
        Router router,
        BounceNames bounces,
        long queueLifetime,
        int concurrencyLocal,
        int concurrencyRemote,
        DestinationLimit destinationLimit) {
    private static final long ONE_WEEK = 604_800;
    private static final long FOR_EVER = 1L << 40;

    /** Slots of one channel at most, if control/concurrencymax says nothing (conf-spawn). */
    private static final int USUAL_LIMIT = 120;

    /** Threads are cheap, descriptors and peers' patience are not: beyond this a number is a typing mistake. */
    private static final int MOST_SLOTS = 65_535;

    /**
     * Reads all files of {@code control} with the defaults of qmail-send(8).
     *
     * @throws ControlException for the first file that exists but cannot be used, and without locals and me
     */
    public static SendControls load(Control control) throws ControlException {
        return new SendControls(
                Router.load(control),
                new BounceNames(
                        control.line("control/bouncefrom").orElse("MAILER-DAEMON"),
                        control.lineOrMe("control/bouncehost", "bouncehost"),
                        control.line("control/doublebounceto").orElse("postmaster"),
                        control.lineOrMe("control/doublebouncehost", "doublebouncehost")),
                limited(control.number("control/queuelifetime", ONE_WEEK), FOR_EVER),
                slots(control, "control/concurrencylocal", 10),
                slots(control, "control/concurrencyremote", 20),
                destinationLimit(control));
    }

    /** Slots of {@code channel}. */
    public int concurrency(Channel channel) {
        return channel == Channel.LOCAL ? concurrencyLocal : concurrencyRemote;
    }

    private static DestinationLimit destinationLimit(Control control) throws ControlException {
        long most = control.number("control/concurrencydestination", -1);
        return most == -1 ? DestinationLimit.shared() : DestinationLimit.of((int) limited(most, MOST_SLOTS));
    }

    private static int slots(Control control, String file, int absent) throws ControlException {
        long most = limited(control.number("control/concurrencymax", USUAL_LIMIT), MOST_SLOTS);
        return (int) limited(control.number(file, absent), most);
    }

    /** Numbers of control files are unsigned: a sign bit means something huge. */
    private static long limited(long number, long most) {
        return number < 0 ? most : Math.min(number, most);
    }
}
