package eqmail.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import eqmail.bytes.Latin1;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SyslogLinesTest {
    private static final Instant CLOCK = Instant.ofEpochSecond(1_000_000_000, 42_000);
    private static final Pattern PACKET =
            Pattern.compile("<(\\d+)>([A-Z][a-z]{2} [ \\d]\\d [\\d:]{8}) ([^:]*): (.*)", Pattern.DOTALL);

    /** A clock that is a microsecond later at each look. */
    private long micros;

    private List<String> log(String tag, int facility, String input) {
        List<String> packets = new ArrayList<>();
        try {
            new SyslogLines(
                            tag,
                            facility,
                            () -> CLOCK.plusNanos(1_000 * micros++),
                            ZoneOffset.UTC,
                            packet -> packets.add(Latin1.string(packet)))
                    .run(new ByteArrayInputStream(Latin1.bytes(input)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packets;
    }

    static Stream<JsonNode> cases() {
        JsonMapper mapper = new JsonMapper();
        List<JsonNode> all = new ArrayList<>();
        for (String file : List.of("splogger.jsonl", "splogger-tools.jsonl")) {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                    Objects.requireNonNull(SyslogLinesTest.class.getResourceAsStream("/golden/" + file)),
                    StandardCharsets.UTF_8))) {
                lines.lines().forEach(line -> all.add(mapper.readTree(line)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void logsAsRecorded(JsonNode json) {
        JsonNode args = json.get("args");
        String tag = args.isEmpty() ? "splogger" : args.get(0).asString();
        int facility = args.size() < 2
                ? 2
                : args.get(1).asString().matches("\\d+") ? args.get(1).asInt() : 0;
        List<String> packets = log(tag, facility, json.get("stdin").asString());
        if (json.has("syslog")) {
            List<String> want = new ArrayList<>();
            json.get("syslog").forEach(line -> want.add(line.asString()));
            assertThat(marked(packets)).isEqualTo(want);
        } else {
            StringBuilder text = new StringBuilder();
            for (String packet : packets) {
                var m = PACKET.matcher(packet);
                assertThat(m.matches()).isTrue();
                int priority = Integer.parseInt(m.group(1));
                text.append("ident=" + m.group(3) + " facility=" + priority / 8 + " severity=" + priority % 8 + " text="
                        + m.group(4).replaceFirst("^(\\d+)\\.\\d+", "$1.000042") + "\n");
            }
            assertThat(text.toString())
                    .isEqualTo(json.get("files").get("syslog").asString());
        }
    }

    private static List<String> marked(List<String> packets) {
        List<String> stamps = new ArrayList<>();
        List<String> out = new ArrayList<>();
        for (String packet : packets) {
            String stamp = packet.replaceFirst("(?s)^.*?: (\\d+\\.\\d{6}).*$", "$1");
            if (!stamps.contains(stamp)) {
                stamps.add(stamp);
            }
            out.add(packet.replaceFirst("^(<\\d+>)[A-Z][a-z]{2} [ \\d]\\d [\\d:]{8}", "$1{MON DD HH:MM:SS}")
                    .replace(stamp, "{STAMP" + (stamps.indexOf(stamp) + 1) + "}"));
        }
        return out;
    }

    @Test
    void datesThePacketInLocalTimeWithABlankForAMissingDigit() {
        List<String> packets = new ArrayList<>();
        try {
            new SyslogLines(
                            "t",
                            2,
                            () -> Instant.parse("2026-02-03T20:04:05Z"),
                            ZoneId.of("+05:00"),
                            p -> packets.add(Latin1.string(p)))
                    .run(new ByteArrayInputStream(Latin1.bytes("x\n")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(packets).containsExactly("<22>Feb  4 01:04:05 t: 1770149045.000000 x");
    }

    @Test
    void keepsThePriorityOfALongLineInItsRest() {
        assertThat(log("t", 2, "alert: " + "x".repeat(800) + "\ny\n"))
                .extracting(p -> p.substring(0, 4))
                .containsExactly("<17>", "<17>", "<22>");
    }

    @Test
    void logsWhatCameBeforeItsInputFailed() {
        List<String> packets = new ArrayList<>();
        InputStream broken = new InputStream() {
            private boolean given;

            @Override
            public int read() throws IOException {
                if (given) {
                    throw new IOException("Input/output error");
                }
                given = true;
                return 'x';
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                into[offset] = (byte) read();
                return 1;
            }
        };
        SyslogLines lines =
                new SyslogLines("t", 2, () -> CLOCK, ZoneOffset.UTC, packet -> packets.add(Latin1.string(packet)));
        assertThatIOException().isThrownBy(() -> lines.run(broken));
        assertThat(packets).singleElement().asString().endsWith(" x");
    }

    @Test
    void logsALastLineWithoutLineEnd() {
        assertThat(log("t", 2, "a\nlost")).hasSize(2).last().asString().endsWith(" lost");
    }
}
