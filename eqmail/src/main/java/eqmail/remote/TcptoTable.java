package eqmail.remote;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * The content of queue/lock/tcpto: {@link #SLOTS} records of {@link #RECORD} bytes, in this host's byte order (delivery.md
 * 10.5).
 *
 * <pre>
 * 0  family: 2 IPv4, 10 IPv6; 0 never used
 * 1  failures in a row, at most 10; 0 free
 * 8  time of the last one that counted, seconds since 1970
 * 16 address, 4 or 16 bytes
 * </pre>
 *
 * Not thread-safe.
 */
final class TcptoTable {
    static final int RECORD = 32;
    static final int SLOTS = 64;
    static final int BYTES = RECORD * SLOTS;

    private static final int FLAG = 1;
    private static final int TIME = 8;
    private static final int ADDRESS = 16;
    private static final byte INET = 2;
    private static final byte INET6 = 10;

    private static final int MOST_FAILURES = 10;
    /** One failure may be chance. */
    private static final int SKIPPED_FROM = 2;
    /** Deliveries that fail together count once. */
    private static final long SAME_TROUBLE_SECONDS = 120;
    /** About an hour in steps of {@link #STEP_SECONDS}. */
    private static final long SKIP_STEPS = 60;

    private static final long STEP_SECONDS = 64;
    /** When a slot is wanted, each failure is worth this many seconds of age. */
    private static final long FAILURE_WORTH = 1024;

    private final byte[] bytes;
    private final ByteBuffer view;

    /** A table in {@code bytes}, {@link #BYTES} long; they are changed in place. */
    TcptoTable(byte[] bytes) {
        this.bytes = bytes;
        this.view = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    }

    /** An empty one. */
    TcptoTable() {
        this(new byte[BYTES]);
    }

    /** Another table with the same content. */
    TcptoTable copy() {
        return new TcptoTable(bytes.clone());
    }

    /** The content itself. */
    byte[] bytes() {
        return bytes;
    }

    /**
     * A line of what qmail-tcpto prints.
     *
     * @param address who
     * @param failures at least 1
     * @param since seconds since 1970
     */
    record Entry(InetAddress address, int failures, long since) {}

    /**
     * Shall {@code address} be left alone at {@code now}?
     *
     * @param spread 0 to 31: makes deliveries of one moment come back at different ones
     */
    boolean skip(InetAddress address, long now, int spread) {
        int slot = find(address);
        return slot >= 0 && failures(slot) >= SKIPPED_FROM && now - time(slot) < (SKIP_STEPS + spread) * STEP_SECONDS;
    }

    /** Is a failure of {@code address} noted? */
    boolean has(InetAddress address) {
        int slot = find(address);
        return slot >= 0 && failures(slot) > 0;
    }

    /** Has any address a failure noted? */
    boolean isClear() {
        for (int slot = 0; slot < SLOTS; slot++) {
            if (failures(slot) > 0) {
                return false;
            }
        }
        return true;
    }

    /** Notes a failure. */
    void failed(InetAddress address, long now) {
        int slot = find(address);
        if (slot < 0) {
            slot = slotForNew();
            Arrays.fill(bytes, slot * RECORD, (slot + 1) * RECORD, (byte) 0);
            byte[] raw = address.getAddress();
            bytes[slot * RECORD] = family(address);
            System.arraycopy(raw, 0, bytes, slot * RECORD + ADDRESS, raw.length);
        } else if (failures(slot) > 0 && now - time(slot) < SAME_TROUBLE_SECONDS) {
            return;
        }
        bytes[slot * RECORD + FLAG] = (byte) Math.min(failures(slot) + 1, MOST_FAILURES);
        view.putLong(slot * RECORD + TIME, now);
    }

    /** Forgets the failures of {@code address}. */
    void worked(InetAddress address) {
        int slot = find(address);
        if (slot >= 0) {
            bytes[slot * RECORD + FLAG] = 0;
        }
    }

    /** The record in {@code slot}, if it shows a failure. */
    Optional<Entry> entry(int slot) {
        int failures = failures(slot);
        int length = bytes[slot * RECORD] == INET ? 4 : 16;
        if (failures < 1 || (length == 16 && bytes[slot * RECORD] != INET6)) {
            return Optional.empty();
        }
        int at = slot * RECORD + ADDRESS;
        return Optional.of(new Entry(address(Arrays.copyOfRange(bytes, at, at + length)), failures, time(slot)));
    }

    /** IPv6 stays IPv6, whatever the address. */
    private static InetAddress address(byte[] raw) {
        try {
            return raw.length == 4 ? InetAddress.getByAddress(raw) : Inet6Address.getByAddress("", raw, -1);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private int find(InetAddress address) {
        byte family = family(address);
        byte[] raw = address.getAddress();
        for (int slot = 0; slot < SLOTS; slot++) {
            int at = slot * RECORD;
            if (bytes[at] == family
                    && Arrays.equals(bytes, at + ADDRESS, at + ADDRESS + raw.length, raw, 0, raw.length)) {
                return slot;
            }
        }
        return -1;
    }

    /** The first free slot, else the one whose trouble is oldest and smallest. */
    private int slotForNew() {
        int best = 0;
        for (int slot = 0; slot < SLOTS; slot++) {
            if (failures(slot) == 0) {
                return slot;
            }
            if (worth(slot) < worth(best)) {
                best = slot;
            }
        }
        return best;
    }

    private long worth(int slot) {
        return time(slot) + failures(slot) * FAILURE_WORTH;
    }

    private int failures(int slot) {
        return bytes[slot * RECORD + FLAG] & 0xff;
    }

    private long time(int slot) {
        return view.getLong(slot * RECORD + TIME);
    }

    private static byte family(InetAddress address) {
        return address.getAddress().length == 4 ? INET : INET6;
    }
}
