package eqmail.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.net.Connection;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class AttemptsTest {
    private final Noted timeouts = new Noted();
    private final List<String> dialled = Collections.synchronizedList(new ArrayList<>());

    private static final class Noted implements Timeouts {
        private final Set<String> skipped = new HashSet<>();
        private final List<String> notes = new ArrayList<>();

        @Override
        public boolean skip(InetAddress address) {
            return skipped.contains(address.getHostAddress());
        }

        @Override
        public void failed(InetAddress address) {
            notes.add("failed " + address.getHostAddress());
        }

        @Override
        public void worked(InetAddress address) {
            notes.add("worked " + address.getHostAddress());
        }
    }

    private Attempts attempts(Dialer dialer, String... addresses) {
        List<Target> targets = Arrays.stream(addresses)
                .map(address -> new Target(InetAddress.ofLiteral(address), 25, ""))
                .toList();
        Dialer noting = (remote, within) -> {
            dialled.add(ip(remote));
            return dialer.connect(remote, within);
        };
        return new Attempts(
                targets, noting, Worlds.SECOND, timeouts, Thread.ofVirtual().factory());
    }

    private static String ip(InetSocketAddress remote) {
        return remote.getAddress().getHostAddress();
    }

    private static Connection answering() {
        return new CutConnection("", CutConnection.End.SILENT);
    }

    private static String next(Attempts attempts) throws InterruptedException {
        return attempts.next().map(connected -> connected.target().ip()).orElse("none");
    }

    /** Waits for an interrupt, as a connect to a dead host does. */
    private static Connection dead() throws IOException {
        try {
            new CountDownLatch(1).await();
            throw new AssertionError();
        } catch (InterruptedException stopped) {
            throw new IOException("closed by interrupt");
        }
    }

    @Test
    void takesTheFirstThatAnswers() throws Exception {
        assertThat(next(attempts((remote, within) -> answering(), "192.0.2.1", "192.0.2.2")))
                .isEqualTo("192.0.2.1");
        assertThat(dialled).containsExactly("192.0.2.1");
        assertThat(timeouts.notes).containsExactly("worked 192.0.2.1");
    }

    @Test
    void goesOnAtOnceAfterARefusal() throws Exception {
        Attempts attempts = attempts(
                (remote, within) -> {
                    if (ip(remote).equals("192.0.2.3")) {
                        return answering();
                    }
                    throw new ConnectException("Connection refused");
                },
                "192.0.2.1",
                "192.0.2.2",
                "192.0.2.3");
        assertThat(next(attempts)).isEqualTo("192.0.2.3");
        assertThat(timeouts.notes).containsExactly("failed 192.0.2.1", "failed 192.0.2.2", "worked 192.0.2.3");
        assertThat(next(attempts)).isEqualTo("none");
    }

    @Test
    void doesNotWaitForADeadAddressWhenAnotherAnswers() throws Exception {
        Attempts attempts = attempts(
                (remote, within) -> ip(remote).equals("192.0.2.1") ? dead() : answering(), "192.0.2.1", "192.0.2.2");
        assertThat(next(attempts)).isEqualTo("192.0.2.2");
        assertThat(timeouts.notes).containsExactly("worked 192.0.2.2");
    }

    @Test
    void triesTheOneItDidNotWaitForWhenTheOtherWasOfNoUse() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        Attempts attempts = attempts(
                (remote, within) -> {
                    if (ip(remote).equals("192.0.2.1") && second.getCount() > 0) {
                        return dead();
                    }
                    second.countDown();
                    return answering();
                },
                "192.0.2.1",
                "192.0.2.2");
        assertThat(next(attempts)).isEqualTo("192.0.2.2");
        assertThat(next(attempts)).isEqualTo("192.0.2.1");
        assertThat(next(attempts)).isEqualTo("none");
    }

    @Test
    void countsRefusalsAndTimeoutsOnly() throws Exception {
        List<IOException> failures = List.of(
                new SocketTimeoutException("x"),
                new NoRouteToHostException("x"),
                new IOException("x"),
                new ConnectException("x"));
        Attempts attempts = attempts(
                (remote, within) -> {
                    throw failures.get(remote.getAddress().getAddress()[3]);
                },
                "192.0.2.0",
                "192.0.2.1",
                "192.0.2.2",
                "192.0.2.3");
        assertThat(next(attempts)).isEqualTo("none");
        assertThat(timeouts.notes).containsExactly("failed 192.0.2.0", "failed 192.0.2.3");
    }

    @Test
    void leavesOutWhatFailedTooOften() throws Exception {
        timeouts.skipped.add("192.0.2.1");
        assertThat(next(attempts((remote, within) -> answering(), "192.0.2.1"))).isEqualTo("none");
        assertThat(next(attempts((remote, within) -> answering(), "192.0.2.1", "192.0.2.2")))
                .isEqualTo("192.0.2.2");
        assertThat(dialled).containsExactly("192.0.2.2");
    }

    @Test
    void makesNoThreadForASingleAddress() throws Exception {
        Thread caller = Thread.currentThread();
        Attempts attempts = attempts(
                (remote, within) -> {
                    assertThat(Thread.currentThread()).isSameAs(caller);
                    return answering();
                },
                "192.0.2.1");
        assertThat(next(attempts)).isEqualTo("192.0.2.1");
    }

    @Test
    void stopsWhenInterrupted() {
        Attempts attempts = attempts((remote, within) -> dead(), "192.0.2.1", "192.0.2.2");
        Thread.currentThread().interrupt();
        assertThatThrownBy(attempts::next).isInstanceOf(InterruptedException.class);
    }
}
