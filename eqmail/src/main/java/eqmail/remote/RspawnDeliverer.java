package eqmail.remote;

import eqmail.delivery.Deliverer;
import eqmail.delivery.Order;
import eqmail.delivery.Replaceable;
import eqmail.mail.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * What the command qmail-rspawn does with a message: runs {@code qmail-bfrmt} if one is installed at that moment, else
 * {@code qmail-remote}, found by PATH (delivery.md 7.4). A home without either has those of the image.
 */
public final class RspawnDeliverer implements Deliverer {
    private static final String PLUG_IN = "qmail-bfrmt";
    private static final String REMOTE = "qmail-remote";

    private final Path home;
    private final Replaceable programs;
    private final Map<String, String> environment;
    private final Duration longest;

    /**
     * Runs programs with {@code environment}.
     *
     * @param programs knows what is installed
     * @param longest how long one may take
     */
    public RspawnDeliverer(Path home, Replaceable programs, Map<String, String> environment, Duration longest) {
        this.home = home;
        this.programs = programs;
        this.environment = Map.copyOf(environment);
        this.longest = longest;
    }

    @Override
    public Verdict deliver(Order order) throws InterruptedException {
        String name = pluggedIn() ? PLUG_IN : REMOTE;
        return new RemoteProgram(home, name, environment, order, longest).run(order.body());
    }

    private boolean pluggedIn() {
        Path bin = home.resolve("bin");
        return Files.exists(bin.resolve(REMOTE))
                ? Files.exists(bin.resolve(PLUG_IN))
                : Files.exists(programs.command(PLUG_IN));
    }
}
