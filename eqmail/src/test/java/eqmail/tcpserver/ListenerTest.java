package eqmail.tcpserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eqmail.dns.FakeResolver;
import eqmail.net.WriteDeadlines;
import eqmail.rules.RuleFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What accept may do to a listener. */
class ListenerTest {
    private static final Duration NO_TIME = Duration.ofMillis(1);
    private static final Duration VERY_LONG = Duration.ofHours(1);

    private final IOException noDescriptors = new IOException("Too many open files");

    @TempDir
    Path home;

    private final List<String> log = new CopyOnWriteArrayList<>();
    private final AtomicLong now = new AtomicLong();
    private final Script script = new Script();
    private final CountDownLatch release = new CountDownLatch(1);
    private final List<Listener> made = new ArrayList<>();

    private Listener make(Duration acceptPause) throws IOException {
        ListenLine line = new ListenLine(
                1,
                "smtp",
                Optional.empty(),
                25,
                new ListenLine.Limits(10, 10, 1),
                List.of(),
                false,
                false,
                false,
                Optional.empty(),
                "control/tcprules",
                Map.of());
        Setting setting = new Setting(
                RuleFiles.open(home.resolve("tcprules"), log::add),
                Optional.empty(),
                new ReverseNames(new FakeResolver(), Duration.ofMinutes(1)),
                new WriteDeadlines(now::get),
                log::add,
                acceptPause,
                now::get);
        Role role = new Role("smtp", (connection, environment) -> release.await(), "");
        Listener listener = new Listener(line, role, script, setting);
        made.add(listener);
        return listener;
    }

    @AfterEach
    void stop() throws InterruptedException {
        release.countDown();
        for (Listener listener : made) {
            listener.stopAccepting();
            assertThat(listener.awaitSessions(Duration.ofMinutes(1))).isTrue();
        }
        script.closePeers();
    }

    @Test
    void goesOnAcceptingWhenDescriptorsAreFreeAgain() throws IOException {
        Listener listener = make(NO_TIME);
        script.steps.add(noDescriptors);
        script.steps.add(noDescriptors);
        script.steps.add("a connection");
        listener.serve();
        await().until(() -> listener.counts().open() == 1);
        assertThat(listener.counts().acceptFailures()).isEqualTo(2);
    }

    @Test
    void triesAgainAtOnceWhenASessionEnds() throws IOException {
        Listener listener = make(VERY_LONG);
        script.steps.add("a connection");
        script.steps.add(noDescriptors);
        listener.serve();
        await().until(() -> listener.counts().acceptFailures() == 1);
        release.countDown();
        script.steps.add("a connection");
        await().until(() -> listener.counts().accepted() == 2);
    }

    @Test
    void saysOnceAMinuteThatItCannotAccept() throws IOException {
        Listener listener = make(NO_TIME);
        listener.serve();
        script.steps.add(noDescriptors);
        script.steps.add(noDescriptors);
        await().until(() -> listener.counts().acceptFailures() == 2);
        assertThat(log)
                .containsExactly(
                        "listener: smtp :25: listening on 0.0.0.0:25",
                        "listener: smtp :25: cannot accept: java.io.IOException: Too many open files");
        now.addAndGet(Duration.ofMinutes(1).toNanos());
        script.steps.add(noDescriptors);
        await().until(() -> log.size() == 3);
    }

    @Test
    void survivesAnExceptionOfOurOwnInAccept() throws IOException {
        Listener listener = make(NO_TIME);
        script.steps.add(new IllegalStateException("bug"));
        script.steps.add("a connection");
        listener.serve();
        await().until(() -> listener.counts().open() == 1);
    }

    @Test
    void takesNoNoticeOfAPeerThatIsGoneAlready() throws IOException {
        Listener listener = make(NO_TIME);
        script.steps.add("a closed connection");
        script.steps.add("a connection");
        listener.serve();
        await().until(() -> listener.counts().open() == 1);
        assertThat(listener.counts().accepted()).isEqualTo(2);
        assertThat(log).as("only where it listens").hasSize(1);
    }

    @Test
    void stopsWhileItWaitsForDescriptors() throws Exception {
        Listener listener = make(VERY_LONG);
        script.steps.add(noDescriptors);
        listener.serve();
        await().until(() -> listener.counts().acceptFailures() == 1);
        listener.stopAccepting();
        assertThat(listener.counts().accepted()).isZero();
    }

    /** Accepts what it is told: an exception is thrown, a text is a connection. */
    private static final class Script implements Acceptor {
        final BlockingQueue<Object> steps = new LinkedBlockingQueue<>();
        private final List<SocketChannel> peers = new CopyOnWriteArrayList<>();
        private volatile boolean open = true;

        @Override
        public SocketChannel accept() throws IOException {
            try {
                switch (steps.take()) {
                    case IOException e -> throw e;
                    case RuntimeException e -> throw e;
                    case Object what -> {
                        SocketChannel channel = connection();
                        if (what.equals("a closed connection")) {
                            channel.close();
                        }
                        return channel;
                    }
                }
            } catch (InterruptedException closed) {
                throw new ClosedChannelException();
            }
        }

        private SocketChannel connection() throws IOException {
            try (ServerSocketChannel server = ServerSocketChannel.open()) {
                server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                peers.add(SocketChannel.open(server.getLocalAddress()));
                return server.accept();
            }
        }

        void closePeers() {
            for (SocketChannel peer : peers) {
                try {
                    peer.close();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        }

        @Override
        public InetSocketAddress address() {
            return new InetSocketAddress(25);
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() {
            open = false;
        }
    }
}
