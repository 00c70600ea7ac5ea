package eqmail.maildir;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * File names that no other delivery uses: {@code TIME.PpidQcount.HOST} (maildir(5)). One process makes all its names
 * through one of these; another process has another id, another host another name. Safe for many threads.
 */
public final class UniqueNames {
    /** A host name is at most so long here, as in the original. */
    private static final int LONGEST_HOST = 63;

    private final InstantSource clock;
    private final String process;
    private final String host;
    private final AtomicLong count = new AtomicLong();

    /**
     * Names of this process.
     *
     * @param host the host's own name; {@code /} and {@code :} in it are written in octal, since the one would be a
     *     directory and the other ends the name for readers
     */
    public UniqueNames(InstantSource clock, long processId, String host) {
        this.clock = clock;
        this.process = "P" + processId + "Q";
        this.host = host.substring(0, Math.min(host.length(), LONGEST_HOST))
                .replace("/", "\\057")
                .replace(":", "\\072");
    }

    /** The next one. */
    public String next() {
        Instant now = clock.instant();
        return now.getEpochSecond() + "." + process + count.incrementAndGet() + "." + host;
    }
}
