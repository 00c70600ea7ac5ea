package eqmail.importer;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.admin.QueueRead;
import eqmail.admin.QueueStat;
import eqmail.admin.SpooledQueue;
import eqmail.bytes.Latin1;
import eqmail.delivery.Channel;
import eqmail.fs.RealDisk;
import eqmail.golden.Golden;
import eqmail.mail.MessageId;
import eqmail.spool.Recipient;
import eqmail.spool.SpoolSettings;
import eqmail.spool.SpoolView;
import eqmail.spool.Stored;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Queues as the original's programs left them, recorded file by file, keep all that they say when they are imported. */
class GoldenImportTest {
    private static final SpoolSettings SMALL = SpoolSettings.defaults().withSegments(1 << 20, 1 << 20);
    private static final long INODE = 4711;

    @TempDir
    private Path dir;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    private Path home() {
        return dir.resolve("new");
    }

    private Path old() {
        return dir.resolve("old");
    }

    /** All the old home's messages as they are here afterwards. */
    private List<Brought> imported() throws IOException {
        ImportProgram program = new ImportProgram(home(), SMALL, out, errors, false);
        assertThat(program.run(List.of(old().toString())))
                .as(Latin1.string(errors.toByteArray()))
                .isZero();
        out.reset();
        List<Brought> all = new ArrayList<>();
        try (SpoolView view = SpoolView.open(new RealDisk(), home().resolve("spool/log"))) {
            for (MessageId id : view.ids()) {
                Stored message = view.load(id);
                try (InputStream in = message.body().open()) {
                    all.add(new Brought(message, Latin1.string(in.readAllBytes())));
                }
            }
        }
        return all;
    }

    private record Brought(Stored state, String text) {}

    static Stream<Golden.Case> listedQueues() throws IOException {
        return Golden.cases("qmail-qread").stream()
                .filter(c ->
                        !c.json().path("queue").isEmpty() && c.text("as_user").equals("root"))
                .filter(c -> c.text("program").matches("qmail-q(read|stat)"));
    }

    @ParameterizedTest
    @MethodSource("listedQueues")
    void anImportedQueueIsListedLikeTheOldOne(Golden.Case recorded) throws IOException {
        OldHome queue = new OldHome(old(), 23);
        for (JsonNode file : recorded.json().path("queue")) {
            Instant time = Instant.ofEpochSecond(file.path("mtime").asLong(0));
            queue.put(
                    file.path("dir").asString(),
                    file.path("number").asLong(),
                    file.path("bytes").asString(),
                    time);
        }
        imported();
        SpooledQueue here = new SpooledQueue(new RealDisk(), home().resolve("spool/log"));
        if (recorded.text("program").equals("qmail-qread")) {
            new QueueRead(home(), here, out).run();
        } else {
            new QueueStat(home(), here, out, errors).run();
        }
        // Numbers are the new queue's, and the original labels local time GMT; ours is GMT.
        assertThat(Latin1.string(out.toByteArray()).replaceAll(" #[0-9]+ ", " #24 "))
                .isEqualTo(recorded.text("stdout").replace("15 Nov 2023 03:13:20 GMT", "14 Nov 2023 22:13:20 GMT"));
    }

    static Stream<Golden.Case> queuedBeforePreprocessing() throws IOException {
        return Golden.cases("qmail-queue").stream()
                .filter(c -> c.map("files").keySet().stream().anyMatch(name -> name.startsWith("queue/mess/")));
    }

    @ParameterizedTest
    @MethodSource("queuedBeforePreprocessing")
    void whatQmailQueueAcceptedComesOverAndNothingElse(Golden.Case recorded) throws IOException {
        new OldHome(old(), 23);
        String body = "";
        String envelope = "";
        for (Map.Entry<String, String> file : recorded.map("files").entrySet()) {
            String name = file.getKey().replace("{INODE%23}", "" + INODE % 23).replace("{INODE}", "" + INODE);
            String bytes = file.getValue().replace("{UID}", "1001").replace("{PID}", "7");
            Golden.lay(old(), name, bytes);
            body = name.startsWith("queue/mess") ? bytes : body;
            envelope = name.startsWith("queue/todo") ? bytes : envelope;
        }
        List<Brought> all = imported();
        if (envelope.isEmpty()) {
            assertThat(all).isEmpty();
            return;
        }
        assertThat(all).hasSize(1);
        Stored message = all.getFirst().state();
        StringBuilder written = new StringBuilder(
                "u" + message.uid() + "\0p7\0F" + message.envelope().sender() + "\0");
        message.envelope()
                .recipients()
                .forEach(to -> written.append('T').append(to).append('\0'));
        assertThat(written).hasToString(envelope);
        assertThat(all.getFirst().text()).isEqualTo(body);
        assertThat(message.routed()).isFalse();
    }

    static Stream<Golden.Case> leftByQmailSend() throws IOException {
        return Golden.cases("qmail-send").stream().filter(c -> c.has("queue_after"));
    }

    @ParameterizedTest
    @MethodSource("leftByQmailSend")
    void whatQmailSendLeftKeepsItsStateAndTimes(Golden.Case recorded) throws IOException {
        new OldHome(old(), 23);
        Map<String, String> files = recorded.map("queue_after");
        for (Map.Entry<String, String> file : files.entrySet()) {
            String split = file.getKey().startsWith("queue/bounce/") ? "" : INODE % 23 + "/";
            String name = file.getKey().replace("{MSG1}", split + INODE);
            Golden.lay(old(), name, file.getValue());
            Files.setLastModifiedTime(old().resolve(name), FileTime.from(OldHome.BIRTH));
        }
        List<Brought> all = imported();
        assertThat(all).hasSize(files.isEmpty() ? 0 : 1);
        for (Brought each : all) {
            Stored message = each.state();
            assertThat("F" + message.envelope().sender() + "\0").isEqualTo(files.get("queue/info/{MSG1}"));
            assertThat(each.text()).isEqualTo(files.get("queue/mess/{MSG1}"));
            assertThat(message.bounce()).isEqualTo(files.getOrDefault("queue/bounce/{MSG1}", ""));
            assertThat(message.birth()).isEqualTo(OldHome.BIRTH);
            assertThat(message.routed()).isTrue();
            assertThat(channelFile(message, Channel.LOCAL)).isEqualTo(files.getOrDefault("queue/local/{MSG1}", ""));
            assertThat(channelFile(message, Channel.REMOTE)).isEqualTo(files.getOrDefault("queue/remote/{MSG1}", ""));
        }
    }

    private static String channelFile(Stored message, Channel channel) {
        StringBuilder file = new StringBuilder();
        for (Recipient each : message.routing()) {
            if (each.channel() == channel) {
                file.append(each.done() ? 'D' : 'T').append(each.address()).append('\0');
            }
        }
        return file.toString();
    }
}
