package eqmail.dkim;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import eqmail.control.FileMarks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keys for a server that stays: those of a domain are read once, and again when their files have changed, which is looked
 * at once a second at most. Safe for calls from many threads.
 */
public final class KeyStore implements SigningKeys {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    /** Senders of forwarded mail are anybody's; a domain without keys is remembered like one with them. */
    private static final int MOST_DOMAINS = 10_000;

    private final KeyFiles files;
    private final LongSupplier nanoClock;
    private final Cache<String, Held> held =
            Caffeine.newBuilder().maximumSize(MOST_DOMAINS).build();

    /** What was found for a domain, the state of the files then, and when they were looked at last. */
    private record Held(Optional<Domain> keys, @Nullable UnusableKeyException fault, long marks, long looked) {
        Optional<Domain> get() throws UnusableKeyException {
            if (fault != null) {
                throw fault;
            }
            return keys;
        }
    }

    /** Remembers what {@code files} says. {@code nanoClock} counts nanoseconds. */
    public KeyStore(KeyFiles files, LongSupplier nanoClock) {
        this.files = files;
        this.nanoClock = nanoClock;
    }

    @Override
    public Optional<Domain> of(String domain) throws UnusableKeyException {
        Held now = held.getIfPresent(domain);
        if (now == null || nanoClock.getAsLong() - now.looked() >= LOOK_AGAIN.toNanos()) {
            now = look(domain, now);
            held.put(domain, now);
        }
        return now.get();
    }

    /** The marks are taken first: a file that changes meanwhile is seen again the next time. */
    private Held look(String domain, @Nullable Held last) {
        long time = nanoClock.getAsLong();
        long marks = marks(domain);
        if (last != null && last.marks() == marks) {
            return new Held(last.keys(), last.fault(), marks, time);
        }
        try {
            return new Held(files.of(domain), null, marks, time);
        } catch (UnusableKeyException e) {
            return new Held(Optional.empty(), e, marks, time);
        }
    }

    /** A number that changes when a key or selector that counts for the domain is made, replaced, written or removed. */
    private long marks(String domain) {
        long sum = 0;
        for (String each : KeyFiles.upwards(domain)) {
            for (Path file : files.looked(each)) {
                sum = sum * 31 + FileMarks.mark(file);
            }
        }
        return sum;
    }
}
