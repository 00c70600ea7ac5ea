package eqmail.spp.stock;

import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.net.IpText;
import eqmail.net.Network;
import eqmail.spp.stock.SlotTable.Decision;
import eqmail.spp.stock.SlotTable.Slot;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code spp-ratelimit}: so much for each login, and for each address of a stranger, in a time (the generic cell rate
 * algorithm: a full allowance at once, then one after the other as it grows back). One is counted each time it is asked.
 */
final class RateLimit implements Configured {
    static final String FILE = "control/sppratelimit";
    private static final String STORE = "spool/ratelimit";
    private static final String DEFAULT = "200 3600";
    private static final int MOST_SECONDS = 31_536_000;
    private static final Set<String> WORDS = Stream.concat(
                    Stream.of("address", "login", "ipv4", "ipv6", "allow"), StoredSlots.WORDS.stream())
            .collect(Collectors.toUnmodifiableSet());

    private final Surroundings around;
    private final Fresh<Limits> limits;
    private final RareLog trouble;

    RateLimit(Surroundings around) {
        this.around = around;
        this.limits = new Fresh<>(around, List.of(FILE), this::read);
        this.trouble = new RareLog(around);
    }

    private record Limits(SlotTable table, Rate address, Rate login, int v4, int v6, List<Network> allowed) {}

    /** {@code most} in {@code micros} microseconds. */
    private record Rate(int most, long micros) {
        private static Rate read(Settings settings, String word) throws ControlException {
            String value = settings.one(word).orElse(DEFAULT);
            String[] numbers = value.split("[ \t]+", -1);
            if (numbers.length != 2) {
                throw settings.fault(word, value, word + " wants two numbers, how many in how many seconds");
            }
            int seconds = settings.inRange(word, numbers[1], 1, MOST_SECONDS);
            return new Rate(
                    settings.inRange(word, numbers[0], 1, 1_000_000),
                    Duration.ofSeconds(seconds).toNanos() / 1000);
        }

        /** The data: when the allowance is whole again, in microseconds since 1970. Answers how long to wait, 0 if not. */
        Decision<Long> take(Slot before, long now) {
            long each = micros / most;
            long used = Math.clamp(before.data() - now, 0, micros);
            if (used + each > micros) {
                return new Decision<>(before, used + each - micros);
            }
            long whole = now + used + each;
            return new Decision<>(new Slot(whole / 1000 + 1, whole), 0L);
        }
    }

    private Limits read(Control control) throws ControlException {
        Settings settings = Settings.read(control, FILE, WORDS);
        return new Limits(
                StoredSlots.of(settings, STORE, around),
                Rate.read(settings, "address"),
                Rate.read(settings, "login"),
                settings.number("ipv4", 32, 1, 32),
                settings.number("ipv6", 64, 1, 128),
                settings.networks("allow"));
    }

    @Override
    public void readSettings() throws ControlException {
        limits.get();
    }

    @Override
    public List<String> answer(Map<String, String> environment) throws ControlException, InterruptedException {
        Caller caller = new Caller(environment);
        Limits now = limits.get();
        Optional<InetAddress> ip = caller.ip();
        if (Settings.holds(now.allowed, ip)) {
            return Replies.NONE;
        }
        if (caller.login().isPresent()) {
            return take(now, caller, now.login, "login " + caller.login().get());
        }
        if (ip.isEmpty() || caller.ours()) {
            return Replies.NONE;
        }
        int bits = IpText.isV4(ip.get()) ? now.v4 : now.v6;
        return take(now, caller, now.address, "address " + Network.around(ip.get(), bits));
    }

    private List<String> take(Limits now, Caller caller, Rate rate, String who) throws InterruptedException {
        try {
            Instant time = around.clock().instant();
            long micros = ChronoUnit.MICROS.between(Instant.EPOCH, time);
            long wait = around.aside().run(() -> now.table.change(who, before -> rate.take(before, micros)));
            long seconds = (wait + 999_999) / 1_000_000;
            return wait == 0
                    ? Replies.NONE
                    : Replies.refuse(
                            caller,
                            (caller.greeted() ? "451" : "421") + " too much mail from you, try again in " + seconds
                                    + " seconds (#4.7.1)");
        } catch (IOException e) {
            trouble.line("alert: limiting nobody's rate: " + e.getMessage());
            return Replies.NONE;
        }
    }
}
