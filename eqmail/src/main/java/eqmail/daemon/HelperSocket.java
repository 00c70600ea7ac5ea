package eqmail.daemon;

import eqmail.queue.QueueHome;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * Where the network part reaches the root helper. A helper that has a unit of its own may be started anew at any time; who
 * calls meanwhile waits a little instead of putting mail off.
 *
 * @param address of its socket
 * @param pause between two tries
 */
record HelperSocket(UnixDomainSocketAddress address, Pause pause) {
    /** With {@link #BETWEEN} longer than a start takes; a helper that is not back by then is in trouble. */
    static final int TRIES = 50;

    static final Duration BETWEEN = Duration.ofMillis(200);

    /** How time passes: {@code Thread::sleep} but in tests. */
    @FunctionalInterface
    interface Pause {
        void sleep(Duration time) throws InterruptedException;
    }

    /** The helper of {@code queue}. */
    static HelperSocket of(QueueHome queue) {
        return new HelperSocket(UnixDomainSocketAddress.of(queue.helper()), Thread::sleep);
    }

    /** Is there a helper that listens? */
    boolean answers() {
        try (SocketChannel channel = SocketChannel.open(address)) {
            return channel.isConnected();
        } catch (IOException nobody) {
            return false;
        }
    }

    /**
     * A connection of one's own.
     *
     * @throws IOException when no helper is there, and none comes
     */
    SocketChannel open() throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                return SocketChannel.open(address);
            } catch (IOException nobody) {
                if (tries == TRIES) {
                    throw nobody;
                }
            }
            try {
                pause.sleep(BETWEEN);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("the root helper does not answer");
            }
        }
    }
}
