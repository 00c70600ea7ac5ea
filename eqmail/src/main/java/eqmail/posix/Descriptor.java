package eqmail.posix;

import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An open file, pipe or socket by its number. All that are opened here close on exec.
 *
 * <p>Not to be closed while another thread is inside a call on it: the number may be given out again at once. Used
 * after {@link #close} every call fails with EBADF.
 */
public final class Descriptor implements AutoCloseable {
    /** Copies through native memory in pieces of at most this size: one pipe's worth. */
    private static final int PIECE = 64 * 1024;

    private static final int CLOSED = -1;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int F_GETFD = 1;
    private static final int F_GETFL = 3;
    private static final int F_SETFL = 4;
    private static final int O_NONBLOCK = 04000;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;

    private final AtomicInteger number;

    private Descriptor(int number) {
        this.number = new AtomicInteger(number);
    }

    /**
     * The descriptor of this number, which somebody else opened: 0 to 2, or what a caller handed on. Nothing is asked of
     * the system; it may be closed, and any of them may turn out to be readable or writable.
     */
    public static Descriptor of(int number) {
        if (number < 0) {
            throw new IllegalArgumentException("descriptor " + number);
        }
        return new Descriptor(number);
    }

    /**
     * Stands for the directory of this process, below which names are looked up. Nothing is opened, so it need not be
     * open to us: absolute names lead elsewhere.
     */
    public static Descriptor here() {
        return new Descriptor((int) Syscall.AT_FDCWD);
    }

    /** Opens what exists. */
    public static Descriptor open(String path, OpenFlag... flags) throws PosixException {
        return open(Syscall.AT_FDCWD, path, OpenFlag.bits(flags), 0);
    }

    /**
     * Opens, and creates the file when there is none.
     *
     * @param mode permission bits, from which the umask takes away
     */
    public static Descriptor create(String path, int mode, OpenFlag... flags) throws PosixException {
        return open(Syscall.AT_FDCWD, path, OpenFlag.creating(flags), mode);
    }

    /** Opens what exists below this directory. */
    public Descriptor openAt(String name, OpenFlag... flags) throws PosixException {
        return open(number(), name, OpenFlag.bits(flags), 0);
    }

    /** As {@link #create}, below this directory. */
    public Descriptor createAt(String name, int mode, OpenFlag... flags) throws PosixException {
        return open(number(), name, OpenFlag.creating(flags), mode);
    }

    private static Descriptor open(long directory, String path, long flags, int mode) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            long name = Native.string(arena, path).address();
            long result = Syscall.OPENAT.call(directory, name, flags, mode);
            if (result < 0) {
                throw PosixException.of((int) -result, "open", path);
            }
            return new Descriptor((int) result);
        }
    }

    /** A file in memory, empty and readable and writable; {@code name} is only seen in /proc. */
    public static Descriptor memory(String name) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            return new Descriptor((int)
                    Syscall.MEMFD_CREATE.run(name, Native.string(arena, name).address(), 1));
        }
    }

    /** The number; after {@link #close} -1, which every call refuses. */
    public int number() {
        return number.get();
    }

    /** A second number for the same open file: position, locks and flags are shared. */
    public Descriptor duplicate() throws PosixException {
        return duplicateFrom(0);
    }

    /** As {@link #duplicate}, with a number not below {@code lowest}. */
    Descriptor duplicateFrom(int lowest) throws PosixException {
        return new Descriptor((int) run(Syscall.FCNTL, F_DUPFD_CLOEXEC, lowest));
    }

    /**
     * One read(2).
     *
     * @return how many bytes came, at least one unless {@code length} is 0; -1 at the end
     * @throws PosixException EAGAIN when nothing is there and the descriptor is non-blocking
     */
    public int read(byte[] into, int offset, int length) throws PosixException {
        return readPiece(Syscall.READ, into, offset, length, 0);
    }

    /** As {@link #read}, from {@code position} of the file on; the file's own position stays. */
    public int readAt(long position, byte[] into, int offset, int length) throws PosixException {
        return readPiece(Syscall.PREAD, into, offset, length, position);
    }

    private int readPiece(Syscall call, byte[] into, int offset, int length, long position) throws PosixException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        try (Arena arena = Arena.ofConfined()) {
            int most = Math.min(length, PIECE);
            MemorySegment memory = arena.allocate(most);
            int got = (int) run(call, memory.address(), most, position);
            Memory.get(memory, into, offset, got);
            return got == 0 ? -1 : got;
        }
    }

    /**
     * One write(2).
     *
     * @return how many bytes went, maybe fewer than {@code length}
     * @throws PosixException EPIPE when nobody reads any more; EAGAIN when it is non-blocking and full
     */
    public int write(byte[] from, int offset, int length) throws PosixException {
        Objects.checkFromIndexSize(offset, length, from.length);
        try (Arena arena = Arena.ofConfined()) {
            int most = Math.min(length, PIECE);
            MemorySegment memory = arena.allocate(Math.max(1, most));
            Memory.put(memory, from, offset, most);
            return (int) run(Syscall.WRITE, memory.address(), most);
        }
    }

    /** One send(2) that never waits, whatever the socket's mode. */
    int send(byte[] from, int offset, int length) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            int most = Math.min(length, PIECE);
            MemorySegment memory = arena.allocate(Math.max(1, most));
            Memory.put(memory, from, offset, most);
            return (int) run(Syscall.SENDTO, memory.address(), most, MSG_DONTWAIT | MSG_NOSIGNAL);
        }
    }

    /** Writes all of {@code bytes} to a file, or to a pipe or socket that blocks. */
    public void writeAll(byte[] bytes) throws PosixException {
        writeAll(bytes, 0, bytes.length);
    }

    /** Writes {@code length} bytes to a file, or to a pipe or socket that blocks. */
    public void writeAll(byte[] from, int offset, int length) throws PosixException {
        int done = 0;
        while (done < length) {
            done += write(from, offset + done, length - done);
        }
    }

    /** What comes from here; a read waits as long as it takes. Closing the stream closes the descriptor. */
    public InputStream input() {
        return new DescriptorInput(this, Readiness.FOREVER);
    }

    /**
     * What comes from here.
     *
     * @param each how long one read may wait before it throws {@link java.net.SocketTimeoutException}
     */
    public InputStream input(Duration each) {
        return new DescriptorInput(this, each.toNanos());
    }

    /** What goes there, unbuffered; a write waits as long as it takes. Closing the stream closes the descriptor. */
    public OutputStream output() {
        return new DescriptorOutput(this, Readiness.FOREVER);
    }

    /**
     * What goes there, unbuffered.
     *
     * @param each how long one write may wait before it throws {@link java.net.SocketTimeoutException}
     */
    public OutputStream output(Duration each) {
        return new DescriptorOutput(this, each.toNanos());
    }

    /** Waits for input, end of input or hang-up; false when {@code limit} is over. */
    public boolean awaitInput(Duration limit) throws PosixException, InterruptedIOException {
        return Readiness.await(number(), Readiness.INPUT, limit.toNanos());
    }

    /** Waits for room to write, or for the reader's end; false when {@code limit} is over. */
    public boolean awaitOutput(Duration limit) throws PosixException, InterruptedIOException {
        return Readiness.await(number(), Readiness.OUTPUT, limit.toNanos());
    }

    /** Whether reads and writes fail with EAGAIN instead of waiting; holds for everybody who shares the open file. */
    public void nonBlocking(boolean on) throws PosixException {
        long flags = run(Syscall.FCNTL, F_GETFL);
        run(Syscall.FCNTL, F_SETFL, on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK);
    }

    /**
     * Was it open when this program was started? A number that the caller had left closed may have been taken by the JVM:
     * what it opens closes on exec, all but its file of classes.
     */
    public boolean inherited() throws PosixException {
        if (Syscall.FCNTL.call(number(), F_GETFD) != 0) {
            return false;
        }
        FileStatus mine = status();
        return FileStatus.find(Syscall.AT_FDCWD, System.getProperty("java.home") + "/lib/modules", 0)
                .filter(classes -> classes.inode() == mine.inode() && classes.device() == mine.device())
                .isEmpty();
    }

    boolean isNonBlocking() throws PosixException {
        return (run(Syscall.FCNTL, F_GETFL) & O_NONBLOCK) != 0;
    }

    /** Moves the position, counted from the start of the file; ESPIPE for a pipe. */
    public void seek(long position) throws PosixException {
        run(Syscall.LSEEK, position, 0);
    }

    /** The position, counted from the start of the file; ESPIPE for a pipe. */
    public long position() throws PosixException {
        return run(Syscall.LSEEK, 0, 1);
    }

    /** Content and metadata are on disk when this returns (fsync); for a directory, the names in it. */
    public void sync() throws PosixException {
        run(Syscall.FSYNC);
    }

    /** The content is on disk, and as much metadata as it takes to find it again (fdatasync). */
    public void syncData() throws PosixException {
        run(Syscall.FDATASYNC);
    }

    /** Cuts or extends the file to {@code size} bytes. */
    public void truncate(long size) throws PosixException {
        run(Syscall.FTRUNCATE, size);
    }

    /** What fstat(2) knows. */
    public FileStatus status() throws PosixException {
        return FileStatus.find(number(), "", Syscall.AT_EMPTY_PATH)
                .orElseThrow(() -> new PosixException(Errno.ENOENT, "statx", toString()));
    }

    /** What is called {@code name} below this directory; links are followed. */
    public FileStatus statusAt(String name) throws PosixException {
        return FileStatus.find(number(), name, 0).orElseThrow(() -> new PosixException(Errno.ENOENT, "statx", name));
    }

    /** Gives a file below this directory a second name there; EEXIST when that exists. */
    public void linkAt(String existing, String name) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            long first = Native.string(arena, existing).address();
            run(Syscall.LINKAT, first, number(), Native.string(arena, name).address(), 0);
        }
    }

    /** Makes a directory below this one; the umask takes away from {@code mode}. */
    public void makeDirectoryAt(String name, int mode) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            run(Syscall.MKDIRAT, Native.string(arena, name).address(), mode);
        }
    }

    /** Removes a name below this directory that is no directory. */
    public void unlinkAt(String name) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            run(Syscall.UNLINKAT, Native.string(arena, name).address(), 0);
        }
    }

    /** Sets the permission bits. */
    public void mode(int mode) throws PosixException {
        run(Syscall.FCHMOD, mode);
    }

    /** Sets owner and group; -1 leaves one as it is. */
    public void owner(int uid, int gid) throws PosixException {
        run(Syscall.FCHOWN, uid, gid);
    }

    /** Runs a call whose first argument is this descriptor. */
    long run(Syscall call, long... more) throws PosixException {
        long[] all = new long[more.length + 1];
        all[0] = number();
        System.arraycopy(more, 0, all, 1, more.length);
        long result = call.call(all);
        return result < 0 ? call.checked(result, toString()) : result;
    }

    /** Gives the number back; once is enough, later calls do nothing. What close(2) says is of no use to anybody. */
    @Override
    public void close() {
        int open = number.getAndSet(CLOSED);
        if (open >= 0) {
            Syscall.CLOSE.once(open);
        }
    }

    @Override
    public String toString() {
        return "descriptor " + number();
    }
}
