package eqmail.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.TimeZone;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalZoneTest {
    private static final Instant WINTER = Instant.parse("2026-01-02T03:04:05Z");

    @ParameterizedTest
    @CsvSource({
        "GMT+5, -05:00",
        "GMT-1, +01:00",
        "GMT-05:30, +05:30",
        "GMT+0, Z",
    })
    void countsHoursFromGreenwichWestward(String tz, String offset) {
        assertThat(LocalZone.west(tz).orElseThrow().getRules().getOffset(WINTER))
                .hasToString(offset);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GMT", "GMT0", "GMT+25", "GMT+x", "Etc/GMT+5", "UTC+3", "CET-1CEST"})
    void leavesTheRestToJava(String tz) {
        assertThat(LocalZone.west(tz)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'', Z", "UTC, Z", "Europe/Berlin, +01:00", "Etc/GMT+5, -05:00", "EST5EDT, -05:00"})
    void knowsTheNamesOfTheTzDatabase(String tz, String offset) {
        assertThat(LocalZone.named(tz).orElseThrow().getRules().getOffset(WINTER))
                .hasToString(offset);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GMT+5", "UTC+3", "UT-1", "+05:00", "Z", "CET-1CEST", ":Europe/Berlin", "Nowhere/Land"})
    void takesNothingElseForAName(String tz) {
        assertThat(LocalZone.named(tz)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-01-02T03:04:05Z", "2026-07-02T03:04:05Z", "2056-07-02T03:04:05Z"})
    void hasTheOffsetThatTheRulesOfEachZoneHave(String text) {
        Instant time = Instant.parse(text);
        for (String name : ZoneId.getAvailableZoneIds()) {
            ZoneId zone = ZoneId.of(name);
            assertThat(LocalZone.offset(TimeZone.getTimeZone(zone), time))
                    .as(name)
                    .isEqualTo(zone.getRules().getOffset(time));
        }
    }
}
