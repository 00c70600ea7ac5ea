package eqmail.admin;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.delivery.Channel;
import eqmail.mail.Body;
import eqmail.mail.BodyForm;
import eqmail.mail.Envelope;
import eqmail.mail.MessageId;
import eqmail.spool.Recipient;
import eqmail.spool.Stored;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** qmail-qread and qmail-qstat; recorded queues are shown to them as messages of ours. */
class QueueViewsTest {
    @TempDir
    private Path home;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    private String text() {
        return Latin1.string(out.toByteArray());
    }

    static Stream<JsonNode> cases() {
        JsonMapper mapper = new JsonMapper();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(QueueViewsTest.class.getResourceAsStream("/golden/qmail-qread.jsonl")),
                StandardCharsets.UTF_8))) {
            return lines.lines().map(mapper::readTree).toList().stream()
                    .filter(c -> c.get("program").asString().matches("qmail-q(read|stat)"))
                    .filter(c -> c.get("as_user").asString().equals("root"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void printsAsRecorded(JsonNode json) throws IOException {
        List<Stored> messages = new ArrayList<>();
        TreeMap<Long, List<JsonNode>> files = new TreeMap<>();
        for (JsonNode file : json.get("queue")) {
            files.computeIfAbsent(file.get("number").asLong(), n -> new ArrayList<>())
                    .add(file);
        }
        files.forEach((number, parts) -> messages.add(message(number, parts)));
        QueueView queue = visitor -> {
            for (Stored each : messages) {
                visitor.message(each);
            }
        };
        int code = json.get("program").asString().equals("qmail-qread")
                ? new QueueRead(home, queue, out).run()
                : new QueueStat(home, queue, out, errors).run();
        assertThat(code).isEqualTo(json.get("exit").asInt());
        // The original labels local time GMT; ours is GMT.
        assertThat(text())
                .isEqualTo(
                        json.get("stdout").asString().replace("15 Nov 2023 03:13:20 GMT", "14 Nov 2023 22:13:20 GMT"));
    }

    private static Stored message(long number, List<JsonNode> files) {
        String sender = "";
        Instant birth = Instant.EPOCH;
        List<Recipient> recipients = new ArrayList<>();
        boolean routed = false;
        String bounce = "";
        long size = 0;
        for (JsonNode file : files) {
            String bytes = file.get("bytes").asString();
            switch (file.get("dir").asString()) {
                case "mess" -> size = bytes.length();
                case "info" -> {
                    routed = true;
                    sender = bytes.substring(1, bytes.length() - 1);
                    birth = Instant.ofEpochSecond(file.get("mtime").asLong());
                }
                case "bounce" -> bounce = bytes;
                case "local" -> add(recipients, Channel.LOCAL, bytes);
                case "remote" -> add(recipients, Channel.REMOTE, bytes);
                default -> routed = false;
            }
        }
        Envelope envelope = new Envelope(sender, List.of());
        return new Stored(new MessageId(number), envelope, birth, 0, recipients, routed, bounce, body(size));
    }

    private static void add(List<Recipient> recipients, Channel channel, String bytes) {
        for (String each : bytes.split("\0", -1)) {
            if (!each.isEmpty()) {
                recipients.add(new Recipient(channel, each.substring(1), each.startsWith("D")));
            }
        }
    }

    private static Body body(long size) {
        return new Body() {
            @Override
            public BodyForm form() {
                return BodyForm.UNIX;
            }

            @Override
            public long size() {
                return size;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(new byte[0]);
            }
        };
    }

    @Test
    void tellsOfABounceUnderWay() throws IOException {
        Stored stored = new Stored(
                new MessageId(7),
                new Envelope("s@x", List.of()),
                Instant.EPOCH,
                0,
                List.of(),
                true,
                "<a@b>:\nno\n\n",
                body(5));
        new QueueRead(home, visitor -> visitor.message(stored), out).run();
        assertThat(text()).isEqualTo("1 Jan 1970 00:00:00 GMT  #7  5  <s@x>  bouncing\n");
    }

    @Test
    void warnsOfAMessageThatCannotBeRead() throws IOException {
        QueueView queue = visitor -> visitor.trouble(new MessageId(7), new IOException("Input/output error"));
        assertThat(new QueueRead(home, queue, out).run()).isZero();
        assertThat(text()).isEqualTo("warning: trouble with #7: input/output error\n");
        new QueueStat(home, queue, out, errors).run();
        assertThat(text()).endsWith("messages in queue: 1\nmessages in queue but not yet preprocessed: 0\n");
    }

    @Test
    void saysWhyTheQueueCannotBeSeen() throws IOException {
        Path nowhere = home.resolve("nowhere");
        assertThat(new QueueRead(nowhere, QueueView.EMPTY, out).run()).isEqualTo(111);
        assertThat(text()).isEqualTo("fatal: unable to chdir: file does not exist\n");
        assertThat(new QueueStat(nowhere, QueueView.EMPTY, out, errors).run()).isEqualTo(111);
        assertThat(Latin1.string(errors.toByteArray()))
                .isEqualTo("qmail-qstat: fatal: unable to read the queue: file does not exist\n");
    }

    @Test
    void aFileInThePlaceOfTheQueueIsAnError() throws IOException {
        Files.createFile(home.resolve("queue"));
        assertThat(new QueueRead(home, QueueView.EMPTY, out).run()).isEqualTo(111);
        assertThat(text()).isEqualTo("fatal: unable to chdir: not a directory\n");
    }
}
