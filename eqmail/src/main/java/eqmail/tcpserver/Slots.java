package eqmail.tcpserver;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts the sessions of a listener, in all and per address, against their limits. IPv6 counts per /64: that is what one
 * customer gets, and every address in it is theirs to use.
 */
final class Slots {
    private final int most;
    private final int mostPerAddress;
    /** Guards everything below; held for a few steps only. */
    private final ReentrantLock lock = new ReentrantLock();
    /** Signalled when a session leaves. */
    private final Condition left = lock.newCondition();

    private final Map<Object, Integer> perAddress = new HashMap<>();
    private int open;
    private long departures;

    Slots(int most, int mostPerAddress) {
        this.most = most;
        this.mostPerAddress = mostPerAddress;
    }

    /** Takes a slot; false if all are taken. */
    boolean enter() {
        lock.lock();
        try {
            if (open >= most) {
                return false;
            }
            open++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until a slot is free. If only one thread takes slots, {@link #enter()} will then give it one. */
    void awaitRoom() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (open >= most) {
                left.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Gives the slot back. */
    void leave() {
        lock.lock();
        try {
            open--;
            departures++;
            left.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes a slot of {@code address}; false if this address, or its IPv6 network, has all it may have. */
    boolean enter(InetAddress address) {
        Object key = key(address);
        lock.lock();
        try {
            int have = perAddress.getOrDefault(key, 0);
            if (have >= mostPerAddress) {
                return false;
            }
            perAddress.put(key, have + 1);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Gives the slot of {@code address} back. */
    void leave(InetAddress address) {
        lock.lock();
        try {
            perAddress.computeIfPresent(key(address), (key, have) -> have == 1 ? null : have - 1);
        } finally {
            lock.unlock();
        }
    }

    /** Sessions that are under way. */
    int open() {
        lock.lock();
        try {
            return open;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until a session leaves, at most {@code within}. */
    void awaitLeave(Duration within) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long seen = departures;
            long nanos = within.toNanos();
            while (departures == seen && nanos > 0) {
                nanos = left.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until no session is left, at most {@code within}; true if none is. */
    boolean awaitEmpty(Duration within) throws InterruptedException {
        long nanos = within.toNanos();
        lock.lockInterruptibly();
        try {
            while (open > 0 && nanos > 0) {
                nanos = left.awaitNanos(nanos);
            }
            return open == 0;
        } finally {
            lock.unlock();
        }
    }

    /** IPv4 as an Integer, the IPv6 network as a Long, so that one never equals the other. */
    private static Object key(InetAddress address) {
        byte[] bytes = address.getAddress();
        long key = 0;
        for (int i = 0; i < Math.min(bytes.length, 8); i++) {
            key = (key << 8) | (bytes[i] & 0xff);
        }
        if (bytes.length == 4) {
            return (int) key;
        }
        return key;
    }
}
