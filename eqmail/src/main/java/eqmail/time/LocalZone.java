package eqmail.time;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;

/** The zone that TZ names. {@code GMT+5} is west of Greenwich there (POSIX, XBD 8.3), but east in Java. */
public final class LocalZone {
    private static final String GREENWICH = "GMT";

    private LocalZone() {}

    /** The zone of this process. */
    public static ZoneId ofProcess() {
        Optional<ZoneId> west = west(System.getenv("TZ"));
        return west.isPresent() ? west.get() : ZoneId.systemDefault();
    }

    /**
     * What {@link #ofProcess} has at {@code time}, for a command that writes one date and ends: a {@link ZoneId} with rules
     * reads those of all zones once more, and looks for others in each jar: 10 ms.
     */
    public static ZoneId at(Instant time) {
        Optional<ZoneId> west = west(System.getenv("TZ"));
        return west.isPresent() ? west.get() : offset(TimeZone.getDefault(), time);
    }

    static ZoneOffset offset(TimeZone zone, Instant time) {
        return ZoneOffset.ofTotalSeconds(zone.getOffset(time.toEpochMilli()) / 1000);
    }

    /**
     * The zone that {@code tz} names for some other process.
     *
     * @return empty for forms that are no names: only the C library knows them
     */
    public static Optional<ZoneId> named(String tz) {
        if (tz.isEmpty()) {
            return Optional.of(ZoneOffset.UTC);
        }
        return ZoneId.getAvailableZoneIds().contains(tz) ? Optional.of(ZoneId.of(tz)) : Optional.empty();
    }

    /** {@code GMT+5}, {@code GMT-05:30} as the C library reads them; empty for all that Java reads like it. */
    static Optional<ZoneId> west(@Nullable String tz) {
        if (tz == null || !(tz.startsWith(GREENWICH + "+") || tz.startsWith(GREENWICH + "-"))) {
            return Optional.empty();
        }
        char turned = tz.charAt(GREENWICH.length()) == '+' ? '-' : '+';
        try {
            return Optional.of(ZoneId.of(GREENWICH + turned + tz.substring(GREENWICH.length() + 1)));
        } catch (DateTimeException none) {
            return Optional.empty();
        }
    }
}
