package eqmail.queue;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.log.Log;
import eqmail.mail.BodyForm;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command qmail-queue with and without a daemon. */
class HandoverTest {
    private static final String ENVELOPE = "Fs@x\0Tr@y\0\0";

    @TempDir
    Path folder;

    private QueueHome home = new QueueHome(Path.of("."));
    private final MemorySpool spool = new MemorySpool();

    @BeforeEach
    void makeHome() throws IOException {
        home = new QueueHome(folder);
        home.create(true);
    }

    private HandoverServer daemon(int callersUid) throws IOException {
        SpoolQueue queue =
                new SpoolQueue(spool, BodyForm.UNIX, InstantSource.fixed(Instant.EPOCH), ZoneOffset.UTC, id -> {});
        return HandoverServer.listen(
                home.accept().orElseThrow(), queue, peer -> callersUid, new Origins(200, 201, 206), true, Log.none());
    }

    private int queue(String message, String envelope) {
        return queue(new ByteArrayInputStream(Latin1.bytes(message)), envelope);
    }

    private int queue(InputStream message, String envelope) {
        return queue(OptionalInt.empty(), message, envelope);
    }

    private int queue(OptionalInt account, InputStream message, String envelope) {
        return new QueueProgram(home, account, message, new ByteArrayInputStream(Latin1.bytes(envelope))).run();
    }

    private long dropped() throws IOException {
        try (Stream<Path> files = Files.list(home.drop())) {
            return files.count();
        }
    }

    @Test
    void reachesTheDaemonUnderTheAccountTheKernelNames() throws IOException {
        try (HandoverServer server = daemon(200)) {
            assertThat(server).isNotNull();
            assertThat(queue("Subject: t\n\nb\n", ENVELOPE)).isZero();
        }
        assertThat(spool.only().text()).contains("invoked by alias)").endsWith("Subject: t\n\nb\n");
        assertThat(spool.only().posting().uid()).isEqualTo(200);
        assertThat(dropped()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 201, from network, 201", // root, for qmaild
        "0, 300, by uid 300, 300",
        "206, 201, from network, 201", // qmails, for qmaild
        "206, 200, for bounce, 206",
        "206, 0, for bounce, 206",
        "300, 201, by uid 300, 300",
        "200, 201, by alias, 200",
    })
    void believesOnlyRootAndTheServerThatTheyActForAnother(int uid, int claimed, String phrase, int counts)
            throws IOException {
        try (HandoverServer server = daemon(uid)) {
            assertThat(server).isNotNull();
            InputStream message = new ByteArrayInputStream(Latin1.bytes("b\n"));
            assertThat(queue(OptionalInt.of(claimed), message, ENVELOPE)).isZero();
        }
        assertThat(spool.only().text()).contains(" invoked " + phrase + ");");
        assertThat(spool.only().posting().uid()).isEqualTo(counts);
    }

    @Test
    void bringsALargeMessageToTheDaemonWhole() throws IOException {
        String message = "0123456789abcde\n".repeat(40_000);
        try (HandoverServer server = daemon(7)) {
            assertThat(server).isNotNull();
            assertThat(queue(message, ENVELOPE)).isZero();
        }
        assertThat(spool.only().text())
                .endsWith(")" + spool.only().text().split("\\)", 2)[1])
                .contains(message);
    }

    @Test
    void passesOnTheDaemonsRefusal() throws IOException {
        spool.full = true;
        try (HandoverServer server = daemon(7)) {
            assertThat(server).isNotNull();
            assertThat(queue("x\n", ENVELOPE)).isEqualTo(53);
        }
    }

    @Test
    void dropsTheMessageWhenNoDaemonAnswers() throws IOException {
        assertThat(queue("x\n", ENVELOPE)).isZero();
        assertThat(dropped()).isEqualTo(1);
    }

    @Test
    void dropsTheMessageWhenADeadDaemonLeftItsSocket() throws IOException {
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(home.accept().orElseThrow());
        }
        assertThat(folder.resolve("spool/accept")).exists();
        assertThat(queue("x\n", ENVELOPE)).isZero();
        assertThat(dropped()).isEqualTo(1);
    }

    @Test
    void leavesNoFileOfAMessageThatIsRefused() throws IOException {
        assertThat(queue("x\n", "Fs\0Tr")).isEqualTo(54);
        assertThat(queue("x\n", "X")).isEqualTo(91);
        assertThat(dropped()).isZero();
    }

    @Test
    void answersReadErrorWhenTheMessageCannotBeRead() throws IOException {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("bad descriptor");
            }

            @Override
            public int read(byte[] to, int offset, int length) throws IOException {
                throw new IOException("bad descriptor");
            }
        };
        assertThat(queue(broken, ENVELOPE)).isEqualTo(54);
        assertThat(dropped()).isZero();
    }

    @Test
    void saysWhereTheTroubleIs() {
        home = new QueueHome(folder.resolve("nowhere"));
        assertThat(queue("x\n", ENVELOPE)).isEqualTo(61);
    }
}
