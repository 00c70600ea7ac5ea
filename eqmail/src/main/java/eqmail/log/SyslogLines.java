package eqmail.log;

import eqmail.bytes.Latin1;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * What splogger does: reads lines and makes a syslog packet of each, with the time to the microsecond in front of the text. Lines
 * that begin with {@code warning:} or {@code alert:} get that priority. Bytes that are not printable become {@code ?}.
 */
public final class SyslogLines {
    /** Longest text of one packet; the rest follows in others with {@code +} for the blank. syslogd cuts at 1024. */
    private static final int MOST_TEXT = 799;

    private static final int ALERT = 1;
    private static final int WARNING = 4;
    private static final int INFO = 6;

    private static final String[] MONTHS = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };

    private final String tag;
    private final int facility;
    private final InstantSource clock;
    private final ZoneId zone;
    private final Consumer<byte[]> syslog;

    private final StringBuilder text = new StringBuilder(MOST_TEXT);
    private String stamp = "";
    /** Between time and text; a plus when the line before goes on. */
    private char joint = ' ';

    private int severity = INFO;

    /**
     * @param facility number of the syslog facility, 0 to 127
     * @param zone local time of the packets' own date
     * @param syslog takes each packet
     */
    public SyslogLines(String tag, int facility, InstantSource clock, ZoneId zone, Consumer<byte[]> syslog) {
        this.tag = tag;
        this.facility = facility;
        this.clock = clock;
        this.zone = zone;
        this.syslog = syslog;
    }

    /** Logs what {@code in} gives, to its end or until it fails. An unfinished last line counts too. */
    public void run(InputStream in) throws IOException {
        byte[] buffer = new byte[8192];
        try {
            for (int got = in.read(buffer); got > 0; got = in.read(buffer)) {
                for (int i = 0; i < got; i++) {
                    take((char) (buffer[i] & 0xff));
                }
            }
        } finally {
            endLine();
        }
    }

    private void take(char c) {
        if (c == '\n') {
            endLine();
            return;
        }
        if (text.length() == MOST_TEXT) {
            send();
            joint = '+';
        }
        if (text.isEmpty() && joint == ' ') {
            Instant now = clock.instant();
            stamp = String.format(Locale.ROOT, "%d.%06d", now.getEpochSecond(), now.getNano() / 1000);
        }
        text.append(c < 32 || c > 126 ? '?' : c);
    }

    private void endLine() {
        if (!text.isEmpty()) {
            send();
        }
        joint = ' ';
    }

    private void send() {
        if (joint == ' ') {
            severity = starts("alert:") ? ALERT : starts("warning:") ? WARNING : INFO;
        }
        ZonedDateTime now = clock.instant().atZone(zone);
        syslog.accept(Latin1.bytes(String.format(
                Locale.ROOT,
                "<%d>%s %2d %02d:%02d:%02d %s: %s%c%s",
                facility * 8 + severity,
                MONTHS[now.getMonthValue() - 1],
                now.getDayOfMonth(),
                now.getHour(),
                now.getMinute(),
                now.getSecond(),
                tag,
                stamp,
                joint,
                text)));
        text.setLength(0);
    }

    private boolean starts(String word) {
        return text.indexOf(word) == 0;
    }
}
