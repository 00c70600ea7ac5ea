package eqmail.remote;

import eqmail.posix.Descriptor;
import eqmail.posix.Errno;
import eqmail.posix.Locks;
import eqmail.posix.OpenFlag;
import eqmail.posix.PosixException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/**
 * {@link Timeouts} kept in queue/lock/tcpto, where qmail-tcpto shows and qmail-tcpok clears them, and where single
 * qmail-remote commands and the daemon agree. The file is read at most once a second and written only when something
 * changes, so mail that flows costs nothing here. Without the file, or with a short one, the memory of this object has
 * to do.
 */
public final class TcptoFile implements Timeouts {
    private static final Duration FRESH = Duration.ofSeconds(1);
    /** Others hold the lock for microseconds; a delivery does not wait for one that is stuck. */
    private static final Duration LOCK_LIMIT = Duration.ofSeconds(2);

    private final Path file;
    private final InstantSource clock;
    private final IntSupplier spread;

    private volatile Known known = new Known(new TcptoTable(), System.nanoTime() - FRESH.toNanos() - 1);

    /** The table as it was at a moment; it is not changed any more. */
    private record Known(TcptoTable table, long since) {}

    /**
     * The table in {@code file}.
     *
     * @param spread gives 0 to 31, another one for each delivery: see {@link TcptoTable#skip}
     */
    public TcptoFile(Path file, InstantSource clock, IntSupplier spread) {
        this.file = file;
        this.clock = clock;
        this.spread = spread;
    }

    /**
     * Makes an empty table where there is none of this size; that of netqmail is smaller. Its owner is whoever calls.
     *
     * @param file the table
     * @return whether it had to be made
     * @throws IOException when it cannot be made
     */
    public static boolean make(Path file) throws IOException {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) == TcptoTable.BYTES) {
            return false;
        }
        Files.createDirectories(file.getParent());
        Path made = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(made);
        Files.write(made, new byte[TcptoTable.BYTES], StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
        return true;
    }

    @Override
    public boolean skip(InetAddress address) {
        TcptoTable table = fresh();
        return !table.isClear() && table.skip(address, clock.instant().getEpochSecond(), spread.getAsInt());
    }

    @Override
    public void failed(InetAddress address) {
        long now = clock.instant().getEpochSecond();
        change(table -> table.failed(address, now));
    }

    @Override
    public void worked(InetAddress address) {
        if (fresh().has(address)) {
            change(table -> table.worked(address));
        }
    }

    /**
     * Forgets everything, as qmail-rspawn does when it starts; a missing file is left so.
     *
     * @throws IOException if the file is there and cannot be written
     */
    public void clear() throws IOException {
        known = new Known(new TcptoTable(), System.nanoTime());
        try (Descriptor locked = open()) {
            lock(locked);
            write(locked, new byte[TcptoTable.BYTES]);
        } catch (PosixException e) {
            if (e.errno() != Errno.ENOENT) {
                throw e;
            }
        }
    }

    private TcptoTable fresh() {
        Known now = known;
        if (System.nanoTime() - now.since() > FRESH.toNanos()) {
            now = new Known(read(now.table()), System.nanoTime());
            known = now;
        }
        return now.table();
    }

    /** Without the lock: a record that is half old and half new does no harm beyond one delivery. */
    private TcptoTable read(TcptoTable otherwise) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(TcptoTable.BYTES);
            return bytes.length == TcptoTable.BYTES ? new TcptoTable(bytes) : otherwise;
        } catch (IOException noTable) {
            return otherwise;
        }
    }

    private void change(Consumer<TcptoTable> how) {
        TcptoTable table = known.table().copy();
        try (Descriptor locked = open()) {
            lock(locked);
            TcptoTable now = new TcptoTable();
            if (readAll(locked, now.bytes())) {
                table = now;
                how.accept(table);
                write(locked, table.bytes());
            } else {
                how.accept(table);
            }
        } catch (IOException noTable) {
            how.accept(table);
        }
        known = new Known(table, System.nanoTime());
    }

    private Descriptor open() throws PosixException {
        return Descriptor.open(file.toString(), OpenFlag.READ_WRITE);
    }

    private static void lock(Descriptor descriptor) throws PosixException, InterruptedIOException {
        if (!Locks.await(Locks::tryFlock, descriptor, LOCK_LIMIT, Thread::sleep)) {
            throw new InterruptedIOException("locked by somebody else");
        }
    }

    private static boolean readAll(Descriptor from, byte[] into) throws PosixException {
        int have = 0;
        while (have < into.length) {
            int got = from.readAt(have, into, have, into.length - have);
            if (got < 0) {
                return false;
            }
            have += got;
        }
        return true;
    }

    private static void write(Descriptor to, byte[] bytes) throws PosixException {
        to.seek(0);
        to.writeAll(bytes);
    }
}
