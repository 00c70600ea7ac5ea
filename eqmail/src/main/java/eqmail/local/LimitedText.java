package eqmail.local;

import eqmail.bytes.Latin1;
import java.util.concurrent.locks.ReentrantLock;

/** The words of one delivery, as many of them as a spawner reports (delivery.md 7.1). Safe for many threads. */
final class LimitedText {
    /** More than this is cut (truncreport of qmail-lspawn). */
    private static final int MOST = 3000;

    private static final String CUT = "\nError report too long, sorry.\n";
    private static final int KEPT_WHEN_CUT = MOST - CUT.length() - 3;

    private final ReentrantLock lock = new ReentrantLock();
    /** Under the lock; one byte more than is ever shown, so that too long can be told from just fitting. */
    private final byte[] bytes = new byte[MOST + 1];

    private int length; // under the lock

    void add(byte[] from, int count) {
        lock.lock();
        try {
            int fits = Math.min(count, bytes.length - length);
            System.arraycopy(from, 0, bytes, length, fits);
            length += fits;
        } finally {
            lock.unlock();
        }
    }

    /** What is reported: up to the first NUL. */
    String text() {
        lock.lock();
        try {
            String all = length > MOST ? Latin1.string(bytes, 0, KEPT_WHEN_CUT) + CUT : Latin1.string(bytes, 0, length);
            return Latin1.cString(all);
        } finally {
            lock.unlock();
        }
    }
}
