package eqmail.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import eqmail.log.Log;
import eqmail.net.IpText;
import java.time.Duration;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Failures of the last hour, counted per address (IPv6 per /64) and per account. After some that are free, the time in
 * which nothing is judged doubles with each further one.
 *
 * <p>Whoever has logged in to an account lately is not locked out of it by others who guess: for that address only its own
 * failures count.
 */
public final class RecentFailures implements Backoff {
    /** A person mistypes, or a mail program with an old password tries for a while. */
    static final int FREE_PER_ADDRESS = 10;

    /** An account is used from several places. */
    static final int FREE_PER_ACCOUNT = 20;

    static final Duration FIRST_WAIT = Duration.ofSeconds(10);
    static final Duration LONGEST_WAIT = Duration.ofMinutes(15);
    private static final Duration MEMORY = Duration.ofHours(1);
    private static final Duration FRIENDSHIP = Duration.ofDays(30);

    /** Some ten megabytes at most, however many addresses and names are tried. */
    private static final int MOST_REMEMBERED = 50_000;

    /** Longer names share what they begin with. */
    private static final int NAME_LENGTH = 64;

    private final Ticker ticker;
    private final Log log;
    private final Cache<String, Failures> failures;
    private final Cache<String, Boolean> friends;

    private record Failures(int count, long last) {}

    /** Nothing has failed yet; {@code log} hears of what does. */
    public RecentFailures(Ticker ticker, Log log) {
        this.log = log;
        this.ticker = ticker;
        this.failures = Caffeine.newBuilder()
                .ticker(ticker)
                .executor(Runnable::run)
                .expireAfterWrite(MEMORY)
                .maximumSize(MOST_REMEMBERED)
                .build();
        this.friends = Caffeine.newBuilder()
                .ticker(ticker)
                .executor(Runnable::run)
                .expireAfterWrite(FRIENDSHIP)
                .maximumSize(MOST_REMEMBERED)
                .build();
    }

    @Override
    public boolean blocked(String ip, String user) {
        boolean friend = friends.getIfPresent(pair(ip, user)) != null;
        boolean blocked = waits(address(ip), FREE_PER_ADDRESS) || (!friend && waits(account(user), FREE_PER_ACCOUNT));
        if (blocked) {
            tell("login put off", ip, user);
        }
        return blocked;
    }

    @Override
    public void failed(String ip, String user) {
        tell("login failed", ip, user);
        count(address(ip));
        count(account(user));
    }

    @Override
    public void passed(String ip, String user) {
        tell("login", ip, user);
        failures.invalidate(address(ip));
        friends.put(pair(ip, user), true);
    }

    /** A shape that tools which watch logs can rely on: the address is the last word. */
    private void tell(String what, String ip, String user) {
        log.line(Log.printable(
                "auth: " + what + ": " + user.substring(0, Math.min(NAME_LENGTH, user.length())) + " from " + ip));
    }

    private void count(String key) {
        long now = ticker.read();
        failures.asMap().merge(key, new Failures(1, now), (old, one) -> new Failures(old.count() + 1, now));
    }

    private boolean waits(String key, int free) {
        @Nullable Failures past = failures.getIfPresent(key);
        if (past == null || past.count() < free) {
            return false;
        }
        int doublings = Math.min(past.count() - free, 10);
        long wait = Math.min(FIRST_WAIT.toNanos() << doublings, LONGEST_WAIT.toNanos());
        return ticker.read() - past.last() < wait;
    }

    private static String pair(String ip, String user) {
        return address(ip) + account(user);
    }

    private static String account(String user) {
        return "user " + user.substring(0, Math.min(NAME_LENGTH, user.length()));
    }

    /** A text that is no address counts as one of its own. */
    private static String address(String ip) {
        return IpText.parse(ip)
                .map(address -> address.getAddress())
                .map(bytes -> "ip " + HexFormat.of().formatHex(bytes, 0, bytes.length == 4 ? 4 : 8))
                .orElse("ip " + ip);
    }
}
