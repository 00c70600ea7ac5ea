package eqmail.spp.stock;

import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.net.Network;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code spp-greetdelay}: lets strangers wait for the greeting, and for the answer to each of many recipients. Programs
 * that send to millions have no time for that.
 */
final class GreetDelay implements Configured {
    static final String FILE = "control/sppgreetdelay";

    /** A plug-in has two minutes for one event where control/timeoutspp does not say otherwise. */
    static final int MOST_SECONDS = 100;

    private final Fresh<Waits> waits;
    private final Surroundings.Pause pause;

    GreetDelay(Surroundings around) {
        this.waits = new Fresh<>(around, List.of(FILE), Waits::read);
        this.pause = around.pause();
    }

    private record Waits(int delay, int free, int tarpit, List<Network> allowed) {
        static Waits read(Control control) throws ControlException {
            Settings settings = Settings.read(control, FILE, Set.of("delay", "recipients", "tarpit", "allow"));
            return new Waits(
                    settings.number("delay", 5, 0, MOST_SECONDS),
                    settings.number("recipients", 20, 0, Integer.MAX_VALUE),
                    settings.number("tarpit", 2, 0, MOST_SECONDS),
                    settings.networks("allow"));
        }
    }

    @Override
    public void readSettings() throws ControlException {
        waits.get();
    }

    @Override
    public List<String> answer(Map<String, String> environment) throws ControlException, InterruptedException {
        Caller caller = new Caller(environment);
        Waits now = waits.get();
        if (caller.ours() || Settings.holds(now.allowed, caller.ip())) {
            return Replies.NONE;
        }
        if (!caller.greeted()) {
            pause.pass(Duration.ofSeconds(now.delay));
        } else if (caller.number("SMTPRCPTCOUNTALL") > now.free) {
            pause.pass(Duration.ofSeconds(now.tarpit));
        }
        return Replies.NONE;
    }
}
