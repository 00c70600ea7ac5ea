package eqmail.queue;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.log.Log;
import eqmail.mail.BodyForm;
import eqmail.mail.Envelope;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Callers of the daemon's socket who stop in the middle, or come in crowds. */
@Timeout(60)
class HandoverStallTest {
    private static final String ENVELOPE = "Fs@x\0Tr@y\0\0";

    @TempDir
    Path folder;

    private QueueHome home = new QueueHome(Path.of("."));
    private final MemorySpool spool = new MemorySpool();
    private volatile int caller = 1001;

    @BeforeEach
    void makeHome() throws IOException {
        home = new QueueHome(folder);
        home.create(true);
    }

    private HandoverServer daemon() throws IOException {
        SpoolQueue queue =
                new SpoolQueue(spool, BodyForm.UNIX, InstantSource.fixed(Instant.EPOCH), ZoneOffset.UTC, id -> {});
        return HandoverServer.listen(
                home.accept().orElseThrow(), queue, peer -> caller, new Origins(200, 201, 206), true, Log.none());
    }

    private int queue() {
        return new QueueProgram(
                        home,
                        OptionalInt.empty(),
                        new ByteArrayInputStream(Latin1.bytes("text\n")),
                        new ByteArrayInputStream(Latin1.bytes(ENVELOPE)))
                .run();
    }

    private static byte[] message() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        HandoverFormat.Writer writer = new HandoverFormat.Writer(out, OptionalInt.empty());
        byte[] text = Latin1.bytes("text\n");
        writer.write(text, 0, text.length);
        writer.endPart();
        byte[] envelope = new Envelope("s@x", List.of("r@y")).encode();
        writer.write(envelope, 0, envelope.length);
        writer.end();
        return out.toByteArray();
    }

    @Test
    void aCallerThatStallsAfterAnyByteKeepsNobodyElseWaitingAndQueuesNothing() throws IOException {
        byte[] whole = message();
        List<SocketChannel> stalled = new ArrayList<>();
        try (HandoverServer server = daemon()) {
            assertThat(server).isNotNull();
            for (int bytes = 0; bytes < whole.length; bytes++) {
                SocketChannel channel = SocketChannel.open(home.accept().orElseThrow());
                channel.write(ByteBuffer.wrap(whole, 0, bytes));
                stalled.add(channel);
            }
            assertThat(whole.length).isLessThan(HandoverServer.MAX_PER_ACCOUNT);
            assertThat(queue()).isZero();
            for (SocketChannel each : stalled) {
                each.close();
            }
        }
        assertThat(spool.only().text()).endsWith("text\n");
    }

    @Test
    void oneAccountCannotKeepOthersOut() throws IOException {
        List<SocketChannel> crowd = new ArrayList<>();
        try (HandoverServer server = daemon()) {
            assertThat(server).isNotNull();
            for (int i = 0; i <= HandoverServer.MAX_PER_ACCOUNT; i++) {
                SocketChannel each = SocketChannel.open(home.accept().orElseThrow());
                each.configureBlocking(false);
                crowd.add(each);
            }
            // Which of them is the one too many is a matter of threads.
            ByteBuffer answer = ByteBuffer.allocate(100);
            Awaitility.await().until(() -> anyAnswers(crowd, answer));
            assertThat(answer.get(0)).isEqualTo((byte) QueueFault.NO_MEMORY);
            caller = 1002;
            assertThat(queue()).isZero();
            for (SocketChannel each : crowd) {
                each.close();
            }
        }
    }

    private static boolean anyAnswers(List<SocketChannel> callers, ByteBuffer answer) throws IOException {
        for (SocketChannel each : callers) {
            if (each.read(answer) > 0) {
                return true;
            }
        }
        return false;
    }
}
