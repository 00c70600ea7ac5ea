package eqmail.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.control.Control;
import eqmail.delivery.Deliverer;
import eqmail.delivery.Order;
import eqmail.fs.HeldBody;
import eqmail.mail.Body;
import eqmail.mail.BodyForm;
import eqmail.mail.MessageId;
import eqmail.mail.Verdict;
import eqmail.users.LookupException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link RootDeliveries} and its callers over a real socket. */
class RootDeliveriesTest {
    private static final int NETWORK = 206;

    @TempDir
    Path folder;

    private UnixDomainSocketAddress address = UnixDomainSocketAddress.of("x");
    private ServerSocketChannel server;
    private Thread thread;
    private volatile int caller = NETWORK;
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final AtomicReference<Deliverer> local = new AtomicReference<>(o -> new Verdict.Delivered("did 1+0+0\n"));

    RootDeliveriesTest() throws IOException {
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        thread = Thread.ofPlatform().unstarted(() -> {});
    }

    @BeforeEach
    void start() throws IOException {
        address = UnixDomainSocketAddress.of(folder.resolve("helper"));
        server.bind(address);
        RootCheckers checkers = new RootCheckers(folder, Map.of(), log::add);
        Mailboxes none = new Mailboxes(
                new Control(folder),
                name -> {
                    throw new LookupException(111, "no accounts");
                },
                InstantSource.system(),
                log::add);
        RootMailboxes mailboxes = new RootMailboxes(folder, checkers, none, NETWORK, log::add);
        RootDeliveries helper = new RootDeliveries(
                server,
                order -> local.get().deliver(order),
                checkers,
                mailboxes,
                new RootSecrets(folder, log::add),
                peer -> caller,
                NETWORK,
                log::add);
        thread = Thread.ofPlatform().start(() -> {
            try {
                helper.run();
                helper.awaitDeliveries();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        server.close();
        thread.join();
    }

    private static Body body(String text, BodyForm form) {
        return new Body() {
            @Override
            public BodyForm form() {
                return form;
            }

            @Override
            public long size() {
                return text.length();
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(Latin1.bytes(text));
            }
        };
    }

    private HelperSocket socket() {
        return new HelperSocket(address, time -> {});
    }

    private Verdict deliver(String text, BodyForm form) {
        return new HelperDeliverer(socket())
                .deliver(new Order(MessageId.of(0, 1), body(text, form), "s@x", "r\u00e9@y"));
    }

    @ParameterizedTest
    @EnumSource(BodyForm.class)
    void deliversWhatTheNetworkProcessAsks(BodyForm form) {
        AtomicReference<String> seen = new AtomicReference<>("");
        local.set(order -> {
            try (InputStream in = order.body().open()) {
                seen.set(order.sender() + " " + order.recipient() + " "
                        + order.body().form() + " " + order.body().size() + " " + Latin1.string(in.readAllBytes()));
                return new Verdict.Refused("no\n");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(deliver("hello\n", form)).isEqualTo(new Verdict.Refused("no\n"));
        assertThat(seen.get()).isEqualTo("s@x r\u00e9@y " + form + " 6 hello\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, HeldBody.IN_MEMORY, HeldBody.IN_MEMORY + 1, 3 * HeldBody.IN_MEMORY})
    void holdsABodyOfAnySize(int size) {
        String text = "x".repeat(size);
        AtomicReference<String> seen = new AtomicReference<>("");
        local.set(order -> {
            try (InputStream first = order.body().open();
                    InputStream again = order.body().open()) {
                seen.set(Latin1.string(first.readAllBytes()));
                return new Verdict.Delivered(String.valueOf(again.readAllBytes().length));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(deliver(text, BodyForm.UNIX)).isEqualTo(new Verdict.Delivered(String.valueOf(size)));
        assertThat(seen.get()).isEqualTo(text);
    }

    @Test
    void servesNobodyButTheNetworkProcess() {
        caller = 1001;
        assertThat(deliver("x\n", BodyForm.UNIX)).isInstanceOf(Verdict.Deferred.class);
        assertThat(log).contains("alert: root helper was called by uid 1001");
    }

    @Test
    void defersWhenADeliveryFailsInside() {
        local.set(order -> {
            throw new IllegalStateException("mistake");
        });
        assertThat(deliver("x\n", BodyForm.UNIX))
                .isEqualTo(new Verdict.Deferred("Internal qmail-lspawn bug. (#4.3.0)\n"));
        assertThat(log).singleElement().asString().contains("mistake");
    }

    @Test
    void defersWhenNobodyAnswers() throws IOException {
        server.close();
        assertThat(deliver("x\n", BodyForm.UNIX)).isInstanceOf(Verdict.Deferred.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "deliver 2\n", "deliver 1\n\0\1", "deliver 1\n\0\0\0\0x\0\0\0\0\0\0\0\0"})
    void dropsACallerWhoDoesNotKeepToTheFormat(String bytes) throws IOException {
        try (SocketChannel channel = SocketChannel.open(address)) {
            channel.write(ByteBuffer.wrap(Latin1.bytes(bytes)));
            channel.shutdownOutput();
            assertThat(channel.read(ByteBuffer.allocate(10))).isEqualTo(-1);
        }
        assertThat(deliver("x\n", BodyForm.UNIX)).isEqualTo(new Verdict.Delivered("did 1+0+0\n"));
    }
}
