package eqmail.remote;

import java.net.InetAddress;

/**
 * Which addresses did not answer lately (tcpto.c): a host that is down costs a long wait once or twice, not for every
 * message. What these methods cannot read or write they leave; safe for many threads.
 */
public interface Timeouts {
    /** Did it fail so often and so lately that a try is not worth the wait? */
    boolean skip(InetAddress address);

    /** A connection to it was refused, or there was no answer in time. */
    void failed(InetAddress address);

    /** It answered. */
    void worked(InetAddress address);

    /** Remembers nothing. */
    static Timeouts none() {
        return new Timeouts() {
            @Override
            public boolean skip(InetAddress address) {
                return false;
            }

            @Override
            public void failed(InetAddress address) {}

            @Override
            public void worked(InetAddress address) {}
        };
    }
}
