package eqmail.remote;

import eqmail.delivery.Deliverer;
import eqmail.delivery.Order;
import eqmail.mail.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * What the command qmail-rspawn does with a message: runs {@code qmail-bfrmt} if the home's bin has one at that moment,
 * else {@code qmail-remote}, found by PATH.
 */
public final class RspawnDeliverer implements Deliverer {
    private static final String PLUG_IN = "qmail-bfrmt";

    private final Path home;
    private final Map<String, String> environment;
    private final Duration longest;

    /**
     * Runs programs with {@code environment}.
     *
     * @param longest how long one may take
     */
    public RspawnDeliverer(Path home, Map<String, String> environment, Duration longest) {
        this.home = home;
        this.environment = Map.copyOf(environment);
        this.longest = longest;
    }

    @Override
    public Verdict deliver(Order order) throws InterruptedException {
        String name = Files.exists(home.resolve("bin").resolve(PLUG_IN)) ? PLUG_IN : "qmail-remote";
        return new RemoteProgram(home, name, environment, order, longest).run(order.body());
    }
}
