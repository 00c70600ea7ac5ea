package eqmail.doctor;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** The clock: dates of mail, retries and certificates depend on it. */
public final class HostClock implements Check {
    /** Before this the program did not exist. */
    private static final Instant EARLIEST = Instant.parse("2026-01-01T00:00:00Z");
    /** The life of what is built today. */
    private static final Instant LATEST = Instant.parse("2066-01-01T00:00:00Z");

    private static final String MEND = "run a time service: apt install systemd-timesyncd, or chrony";

    private final InstantSource clock;
    private final Kernel kernel;

    /** What keeps the clock right. */
    @FunctionalInterface
    public interface Kernel {
        /** Does something? */
        boolean synchronised() throws IOException;
    }

    /** For {@code clock}. */
    public HostClock(InstantSource clock, Kernel kernel) {
        this.clock = clock;
        this.kernel = kernel;
    }

    @Override
    public String subject() {
        return "clock";
    }

    @Override
    public List<Finding> look() throws IOException {
        Instant now = clock.instant();
        if (now.isBefore(EARLIEST) || now.isAfter(LATEST)) {
            return List.of(Finding.fail("it says " + now + ", which cannot be", MEND));
        }
        return List.of(
                kernel.synchronised()
                        ? Finding.ok("kept right by a time service")
                        : Finding.warn("nothing keeps it right", MEND));
    }
}
