package eqmail.remote;

import eqmail.net.Connection;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Connects to the first of a few addresses that answers. They are begun in order; when one has not answered after {@link
 * #STAGGER}, the next is begun beside it (RFC 8305 5), so that a dead family or host costs a moment and not a minute.
 * Addresses that failed too often are left out, failures are noted (tcpto).
 *
 * <p>For one thread; it makes others only when there is a choice of addresses.
 */
final class Attempts {
    private static final Duration STAGGER = Duration.ofMillis(250);

    private final Deque<Target> targets;
    private final Dialer dialer;
    private final Duration timeout;
    private final Timeouts timeouts;
    private final ThreadFactory threads;
    private final List<Attempt> running = new ArrayList<>();

    Attempts(List<Target> targets, Dialer dialer, Duration timeout, Timeouts timeouts, ThreadFactory threads) {
        this.targets = new ArrayDeque<>(targets);
        this.dialer = dialer;
        this.timeout = timeout;
        this.timeouts = timeouts;
        this.threads = threads;
    }

    /** A connection with one of the addresses. */
    record Connected(Target target, Connection connection) {}

    /** The next address that takes a connection; empty when all have failed. May be asked again after a success. */
    Optional<Connected> next() throws InterruptedException {
        BlockingQueue<Attempt> ended = new LinkedBlockingQueue<>();
        try {
            while (true) {
                dropSkipped();
                if (running.isEmpty() && targets.size() <= 1) {
                    return targets.isEmpty() ? Optional.empty() : alone(targets.removeFirst());
                }
                if (running.isEmpty()) {
                    begin(targets.removeFirst(), ended);
                }
                Attempt first =
                        targets.isEmpty() ? ended.take() : ended.poll(STAGGER.toMillis(), TimeUnit.MILLISECONDS);
                if (first == null) {
                    begin(targets.removeFirst(), ended);
                    continue;
                }
                running.remove(first);
                Optional<Connected> connected = first.result();
                if (connected.isPresent()) {
                    return connected;
                }
            }
        } finally {
            abandon();
        }
    }

    /** Takes addresses off the front that are not worth a try. */
    private void dropSkipped() {
        while (!targets.isEmpty() && timeouts.skip(targets.getFirst().address())) {
            targets.removeFirst();
        }
    }

    private Optional<Connected> alone(Target target) {
        Attempt only = new Attempt(target, new LinkedBlockingQueue<>());
        only.connect();
        return only.result();
    }

    private void begin(Target target, BlockingQueue<Attempt> ended) {
        Attempt attempt = new Attempt(target, ended);
        running.add(attempt);
        attempt.begin();
    }

    /** Those still under way are stopped, and may be tried again if the winner turns out to be of no use. */
    private void abandon() {
        for (int i = running.size() - 1; i >= 0; i--) {
            Attempt late = running.get(i);
            late.stop();
            targets.addFirst(late.target);
        }
        running.clear();
    }

    private boolean counts(IOException failure) {
        return failure instanceof SocketTimeoutException || failure instanceof ConnectException;
    }

    /** One address. */
    private final class Attempt implements Runnable {
        private final Target target;
        private final BlockingQueue<Attempt> ended;
        /** Taken by whoever decides the end: the attempt itself, or the one who stops it. */
        private final AtomicBoolean decided = new AtomicBoolean();

        private @Nullable Connection connection;
        private @Nullable IOException failure;
        private @Nullable Thread thread;

        Attempt(Target target, BlockingQueue<Attempt> ended) {
            this.target = target;
            this.ended = ended;
        }

        void begin() {
            Thread mine = threads.newThread(this);
            thread = mine;
            mine.start();
        }

        @Override
        public void run() {
            connect();
            if (decided.compareAndSet(false, true)) {
                ended.add(this);
            } else {
                close();
            }
        }

        void connect() {
            try {
                if (target.address().isAnyLocalAddress()) {
                    // The kernel would connect to ourselves: a loop. Nobody else is there.
                    throw new ConnectException("unspecified address");
                }
                connection = dialer.connect(target.socketAddress(), timeout);
            } catch (IOException e) {
                failure = e;
            }
        }

        /** For the thread that asked: notes how it went. */
        Optional<Connected> result() {
            InetAddress address = target.address();
            Connection made = connection;
            if (made != null) {
                timeouts.worked(address);
                return Optional.of(new Connected(target, made));
            }
            if (failure != null && counts(failure)) {
                timeouts.failed(address);
            }
            return Optional.empty();
        }

        void stop() {
            if (decided.compareAndSet(false, true)) {
                if (thread != null) {
                    thread.interrupt();
                }
            } else {
                close();
            }
        }

        private void close() {
            try {
                if (connection != null) {
                    connection.close();
                }
            } catch (IOException gone) {
                // It was never used.
            }
        }
    }
}
