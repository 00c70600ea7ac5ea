package eqmail.spp.stock;

import eqmail.control.ControlException;
import eqmail.spp.StockPlugin;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** All plug-ins that come with the server, by what follows {@link StockPlugin#COMMAND_PREFIX} in their commands' names. */
public final class StockPlugins {
    private static final Map<String, Function<Surroundings, Configured>> MAKERS = Map.of(
            "dnsbl", DnsLists::new,
            "greetdelay", GreetDelay::new,
            "greylist", Greylist::new,
            "helocheck", HeloCheck::new,
            "mfcheck", SenderCheck::new,
            "ratelimit", RateLimit::new,
            "rcptcheck", RecipientCheck::new,
            "spf", SpfPolicy::new);

    private StockPlugins() {}

    /** One of each for the life of a server. Nothing is read or opened before the first event. */
    public static Map<String, StockPlugin> all(Surroundings around) {
        Map<String, StockPlugin> plugins = new HashMap<>();
        MAKERS.forEach((name, maker) -> plugins.put(name, maker.apply(around)));
        return Map.copyOf(plugins);
    }

    /** Their names, sorted. */
    public static List<String> names() {
        return MAKERS.keySet().stream().sorted().toList();
    }

    /**
     * Reads the settings of the plug-in {@code name}, as its first event would.
     *
     * @throws ControlException if they cannot be used
     */
    public static void readSettings(String name, Surroundings around) throws ControlException {
        Objects.requireNonNull(MAKERS.get(name)).apply(around).readSettings();
    }
}
