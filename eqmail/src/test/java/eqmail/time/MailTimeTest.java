package eqmail.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class MailTimeTest {
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");

    @Test
    void writesUtcAsPlusZero() {
        assertThat(MailTime.date822(TIME, ZoneOffset.UTC)).isEqualTo("2 Jan 2026 03:04:05 +0000");
    }

    @Test
    void writesLocalTimeEastAndWest() {
        assertThat(MailTime.date822(TIME, ZoneId.of("Asia/Kolkata"))).isEqualTo("2 Jan 2026 08:34:05 +0530");
        assertThat(MailTime.date822(TIME, ZoneOffset.ofHoursMinutes(-3, -30))).isEqualTo("1 Jan 2026 23:34:05 -0330");
    }

    @Test
    void roundsAnOddOffsetToMinutes() {
        assertThat(MailTime.date822(TIME, ZoneOffset.ofTotalSeconds(-3629))).endsWith(" -0100");
        assertThat(MailTime.date822(TIME, ZoneOffset.ofTotalSeconds(-3630))).endsWith(" -0101");
        assertThat(MailTime.date822(TIME, ZoneOffset.ofTotalSeconds(3599))).endsWith(" +0100");
        assertThat(MailTime.date822(Instant.EPOCH, ZoneId.of("Africa/Monrovia")))
                .isEqualTo("31 Dec 1969 23:15:30 -0045");
    }

    @Test
    void writesTheTimeOfAFromLine() {
        assertThat(MailTime.ctime(TIME)).isEqualTo("Fri Jan 02 03:04:05 2026");
        assertThat(MailTime.ctime(Instant.parse("2038-01-19T03:14:08Z"))).isEqualTo("Tue Jan 19 03:14:08 2038");
    }
}
