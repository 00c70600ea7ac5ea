package eqmail.time;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/** The two texts in which qmail's programs write a time. */
public final class MailTime {
    private static final String[] MONTHS = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };
    private static final String[] DAYS = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

    private MailTime() {}

    /**
     * {@code 2 Jan 2026 03:04:05 +0100}: RFC 5322 3.3 without the day name, day without leading zero, offset rounded
     * to minutes, UTC as {@code +0000} (eQmail writes local time, unlike qmail).
     */
    public static String date822(Instant time, ZoneId zone) {
        ZonedDateTime t = time.atZone(zone);
        int seconds = t.getOffset().getTotalSeconds();
        int minutes = (Math.abs(seconds) + 30) / 60;
        StringBuilder out = new StringBuilder().append(t.getDayOfMonth()).append(' ');
        out.append(MONTHS[t.getMonthValue() - 1]).append(' ').append(t.getYear());
        timeOfDay(out.append(' '), t).append(seconds < 0 ? " -" : " +");
        return two(two(out, minutes / 60), minutes % 60).toString();
    }

    /** {@code Fri Jan 02 03:04:05 2026}, always UTC: the time of an mbox From_ line (qmail's myctime). */
    public static String ctime(Instant time) {
        ZonedDateTime t = time.atZone(ZoneOffset.UTC);
        StringBuilder out = new StringBuilder(DAYS[t.getDayOfWeek().getValue() - 1]).append(' ');
        two(out.append(MONTHS[t.getMonthValue() - 1]).append(' '), t.getDayOfMonth());
        return timeOfDay(out.append(' '), t).append(' ').append(t.getYear()).toString();
    }

    /** {@code 20260102030405}, always UTC: the time in a Message-ID. */
    public static String digits(Instant time) {
        ZonedDateTime t = time.atZone(ZoneOffset.UTC);
        StringBuilder out = two(new StringBuilder().append(t.getYear()), t.getMonthValue());
        two(out, t.getDayOfMonth());
        return two(two(two(out, t.getHour()), t.getMinute()), t.getSecond()).toString();
    }

    private static StringBuilder timeOfDay(StringBuilder out, ZonedDateTime t) {
        two(out, t.getHour()).append(':');
        two(out, t.getMinute()).append(':');
        return two(out, t.getSecond());
    }

    /** No Formatter: its first use costs a short command more than all the rest of its work. */
    private static StringBuilder two(StringBuilder out, int number) {
        return (number < 10 ? out.append('0') : out).append(number);
    }
}
