package eqmail.time;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Locale;

/** The two texts in which qmail's programs write a time. */
public final class MailTime {
    private static final String[] MONTHS = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };
    private static final String[] DAYS = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

    private MailTime() {}

    /**
     * {@code 2 Jan 2026 03:04:05 +0100}: RFC 5322 3.3 without the day name, day without leading zero, offset in whole
     * minutes, UTC as {@code +0000} (eQmail writes local time, unlike qmail).
     */
    public static String date822(Instant time, ZoneId zone) {
        ZonedDateTime t = time.atZone(zone);
        int minutes = t.getOffset().getTotalSeconds() / 60;
        return String.format(
                Locale.ROOT,
                "%d %s %d %02d:%02d:%02d %c%02d%02d",
                t.getDayOfMonth(),
                MONTHS[t.getMonthValue() - 1],
                t.getYear(),
                t.getHour(),
                t.getMinute(),
                t.getSecond(),
                minutes < 0 ? '-' : '+',
                Math.abs(minutes) / 60,
                Math.abs(minutes) % 60);
    }

    /** {@code Fri Jan 02 03:04:05 2026}, always UTC: the time of an mbox From_ line (qmail's myctime). */
    public static String ctime(Instant time) {
        ZonedDateTime t = time.atZone(ZoneOffset.UTC);
        return String.format(
                Locale.ROOT,
                "%s %s %02d %02d:%02d:%02d %d",
                DAYS[t.getDayOfWeek().getValue() - 1],
                MONTHS[t.getMonthValue() - 1],
                t.getDayOfMonth(),
                t.getHour(),
                t.getMinute(),
                t.getSecond(),
                t.getYear());
    }
}
