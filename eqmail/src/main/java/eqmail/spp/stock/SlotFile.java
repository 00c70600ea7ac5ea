package eqmail.spp.stock;

import eqmail.bytes.Latin1;
import eqmail.posix.Descriptor;
import eqmail.posix.Locks;
import eqmail.posix.OpenFlag;
import eqmail.posix.PosixException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A {@link SlotTable} in a file of fixed size that the server and commands share. A text belongs to one bucket of eight
 * slots, found by a hash with a secret of the file, so that nobody can aim at a bucket. A change reads one bucket
 * and writes one slot, under flock(2). The file is opened for each change: it may be removed at any time.
 *
 * <pre>
 * 0     "eqslots1", 16 bytes secret, zeros up to 256
 * 256   buckets of 8 slots: 16 bytes hash, until (8 bytes, big-endian), data (8 bytes)
 * </pre>
 *
 * Nothing is synced: after a power failure the last seconds may be missing, or a slot may hold anything, which then
 * belongs to no text. That costs a client a delay, never a message.
 */
final class SlotFile implements SlotTable {
    private static final byte[] MAGIC = "eqslots1".getBytes(StandardCharsets.ISO_8859_1);
    private static final int SECRET = 16;
    private static final int HEADER = MAGIC.length + SECRET;
    /** Owner and group: a server and a program behind tcpserver may run as two accounts of one group. */
    private static final int MODE = 0660;

    /** Others hold the lock for microseconds; a session does not wait for one that is stuck. */
    private static final Duration LOCK_LIMIT = Duration.ofSeconds(2);

    private final Path file;
    private final int buckets;
    private final InstantSource clock;
    private final Surroundings.Seed seed;
    /** Threads of this process queue up here, which is cheaper than trying the file's lock in turns. */
    private final ReentrantLock turn = new ReentrantLock();

    /**
     * The table in {@code file}, made when it is first needed.
     *
     * @param entries how many texts a new file has room for, rounded up; an existing file keeps its size
     */
    SlotFile(Path file, int entries, InstantSource clock, Surroundings.Seed seed) {
        this.file = file;
        this.buckets = Math.max(1, (entries + Bucket.SLOTS - 1) / Bucket.SLOTS);
        this.clock = clock;
        this.seed = seed;
    }

    @Override
    public <R> R change(String text, Change<R> change) throws IOException {
        takeTurn();
        try (Descriptor open = Descriptor.create(file.toString(), MODE, OpenFlag.READ_WRITE, OpenFlag.NO_FOLLOW)) {
            if (!Locks.await(Locks::tryFlock, open, LOCK_LIMIT, Thread::sleep)) {
                throw new IOException(file + ": locked by somebody else");
            }
            return change(open, text, change);
        } finally {
            turn.unlock();
        }
    }

    private void takeTurn() throws IOException {
        try {
            if (!turn.tryLock(LOCK_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(file + ": busy");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for " + file);
        }
    }

    private <R> R change(Descriptor open, String text, Change<R> change) throws IOException {
        byte[] header = read(open, 0, HEADER);
        if (Arrays.equals(header, new byte[HEADER])) {
            header = begin(open);
        }
        long there = open.status().size() / Bucket.BYTES - 1;
        if (there < 1 || !Arrays.equals(header, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new IOException(file + ": is not a table of plug-ins");
        }
        byte[] hash = hash(header, text);
        long position =
                Bucket.BYTES * (1 + Integer.toUnsignedLong(ByteBuffer.wrap(hash).getInt(Bucket.HASH_BYTES)) % there);
        Bucket bucket = new Bucket(read(open, position, Bucket.BYTES), clock.millis());
        int index = bucket.find(hash);
        Slot before = index < 0 ? Slot.NONE : bucket.slot(index);
        Decision<R> decision = change.of(before);
        if (!decision.slot().equals(before)) {
            int into = index < 0 ? bucket.poorest() : index;
            write(open, position + (long) into * Bucket.SLOT_BYTES, hash, decision.slot());
        }
        return decision.answer();
    }

    /** Makes room, a hole that reads as zeros, and then a header; without one this happens again. */
    private byte[] begin(Descriptor open) throws PosixException {
        byte[] secret = new byte[SECRET];
        seed.fill(secret);
        byte[] header = ByteBuffer.allocate(HEADER).put(MAGIC).put(secret).array();
        open.truncate(Bucket.BYTES * (1L + buckets));
        open.seek(0);
        open.writeAll(header);
        return header;
    }

    private static byte[] read(Descriptor open, long position, int length) throws PosixException {
        byte[] bytes = new byte[length];
        int have = 0;
        int got = 0;
        while (have < length && got >= 0) {
            got = open.readAt(position + have, bytes, have, length - have);
            have += Math.max(got, 0);
        }
        return bytes;
    }

    private static void write(Descriptor open, long position, byte[] hash, Slot slot) throws PosixException {
        ByteBuffer bytes = ByteBuffer.allocate(Bucket.SLOT_BYTES).put(hash, 0, Bucket.HASH_BYTES);
        bytes.putLong(slot.until()).putLong(slot.data());
        open.seek(position);
        open.writeAll(bytes.array());
    }

    private static byte[] hash(byte[] header, String text) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(header, MAGIC.length, SECRET);
            return sha.digest(Latin1.bytes(text));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
