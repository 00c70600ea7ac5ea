package eqmail.posix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A connected unix socket that carries descriptors beside bytes (SCM_RIGHTS) and knows its peer (SO_PEERCRED). Java's
 * own unix channels can do neither. For bytes alone take the streams of {@link #descriptor}.
 */
public final class UnixSocket implements AutoCloseable {
    /** The most descriptors that one message may carry; the kernel's own limit is 253. */
    public static final int MOST_DESCRIPTORS = 16;

    static final int AF_UNIX = 1;
    static final int STREAM = 1;
    static final int DATAGRAMS = 2;
    static final int PACKETS = 5;

    private static final int SOL_SOCKET = 1;
    private static final int SO_PEERCRED = 17;
    private static final int SCM_RIGHTS = 1;
    private static final int MSG_TRUNC = 0x20;
    private static final int MSG_CTRUNC = 8;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_CMSG_CLOEXEC = 0x4000_0000;
    private static final long HEADER_SIZE = 56;
    private static final long CONTROL_HEADER = 16;
    private static final int PATH_MOST = 107;

    private final Descriptor descriptor;

    private UnixSocket(Descriptor descriptor) {
        this.descriptor = descriptor;
    }

    /** A socket that somebody else opened, for instance inherited. */
    public static UnixSocket of(Descriptor descriptor) {
        return new UnixSocket(descriptor);
    }

    /** Connects to the stream socket at {@code path}; ECONNREFUSED when nobody listens, ENOENT when there is none. */
    public static UnixSocket connect(String path) throws PosixException {
        return connect(path, STREAM);
    }

    /** The same for a datagram socket (syslog): each {@link #send} is one packet. EPROTOTYPE when it is a stream. */
    public static UnixSocket connectDatagrams(String path) throws PosixException {
        return connect(path, DATAGRAMS);
    }

    private static UnixSocket connect(String path, int type) throws PosixException {
        Descriptor socket = create(type);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = address(arena, path);
            long result = Syscall.CONNECT.call(socket.number(), address.address(), address.byteSize());
            Syscall.CONNECT.checked(result, path);
            return new UnixSocket(socket);
        } catch (PosixException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    static Descriptor create(int type) throws PosixException {
        return Descriptor.of((int) Syscall.SOCKET.run("", AF_UNIX, type | OpenFlag.CLOSE_ON_EXEC, 0));
    }

    static MemorySegment address(Arena arena, String path) throws PosixException {
        if (path.length() > PATH_MOST) {
            throw new PosixException(Errno.ENAMETOOLONG, "socket", path);
        }
        MemorySegment address = arena.allocate(2 + PATH_MOST + 1, 8);
        Memory.putShort(address, 0, (short) AF_UNIX);
        MemorySegment text = Native.string(arena, path);
        MemorySegment.copy(text, 0, address, 2, text.byteSize());
        return address;
    }

    /**
     * Two sockets connected with each other.
     *
     * @param packets each message is received as it was sent, or a stream of bytes
     */
    public static List<UnixSocket> pair(boolean packets) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment both = arena.allocate(8, 4);
            int type = (packets ? PACKETS : STREAM) | OpenFlag.CLOSE_ON_EXEC;
            Syscall.SOCKETPAIR.run("", AF_UNIX, type, 0, both.address());
            return List.of(
                    new UnixSocket(Descriptor.of(Memory.getInt(both, 0))),
                    new UnixSocket(Descriptor.of(Memory.getInt(both, 4))));
        }
    }

    /** For streams, waiting, launching. */
    public Descriptor descriptor() {
        return descriptor;
    }

    /** Who made the connection; for a {@link #pair}, who made the pair. */
    public PeerCredentials peer() throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ids = arena.allocate(12, 4);
            MemorySegment length = arena.allocate(4, 4);
            Memory.putInt(length, 0, 12);
            descriptor.run(Syscall.GETSOCKOPT, SOL_SOCKET, SO_PEERCRED, ids.address(), length.address());
            return new PeerCredentials(Memory.getInt(ids, 0), Memory.getInt(ids, 4), Memory.getInt(ids, 8));
        }
    }

    /**
     * Sends bytes, with descriptors that go along with the first of them and stay open here.
     *
     * @throws IllegalArgumentException without bytes, for then nothing would be sent, or with too many descriptors
     * @throws PosixException EPIPE when the peer is gone, EMSGSIZE when it is too large for one packet
     */
    public void send(byte[] bytes, Descriptor... passed) throws IOException {
        if (bytes.length == 0 || passed.length > MOST_DESCRIPTORS) {
            throw new IllegalArgumentException(bytes.length + " bytes, " + passed.length + " descriptors");
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocateFrom(JAVA_BYTE, bytes);
            MemorySegment control = control(arena, passed.length);
            for (int i = 0; i < passed.length; i++) {
                Memory.putInt(control, CONTROL_HEADER + 4L * i, passed[i].number());
            }
            long done = sendPiece(header(arena, data, passed.length == 0 ? MemorySegment.NULL : control));
            while (done < bytes.length) { // streams only; a packet goes whole
                done += sendPiece(header(arena, data.asSlice(done), MemorySegment.NULL));
            }
        }
    }

    private long sendPiece(MemorySegment header) throws IOException {
        boolean virtual = Thread.currentThread().isVirtual();
        while (true) {
            int flags = MSG_NOSIGNAL | (virtual ? MSG_DONTWAIT : 0);
            long sent = Syscall.SENDMSG.call(descriptor.number(), header.address(), flags);
            if (sent != -Errno.EAGAIN.number()) {
                return Syscall.SENDMSG.checked(sent, descriptor.toString());
            }
            Readiness.await(descriptor.number(), Readiness.OUTPUT, Readiness.FOREVER);
        }
    }

    /**
     * Waits for the next message.
     *
     * @param most bytes; a stream is read up to there, a larger packet is refused
     * @return empty at the end of the connection
     * @throws IOException the packet was too large or had more than {@link #MOST_DESCRIPTORS}; what came is closed
     */
    public Optional<UnixMessage> receive(int most) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocate(most);
            MemorySegment control = control(arena, MOST_DESCRIPTORS);
            MemorySegment header = header(arena, data, control);
            long got = receiveInto(header);
            List<Descriptor> passed = passed(header, control);
            if ((Memory.getInt(header, 48) & (MSG_TRUNC | MSG_CTRUNC)) != 0) {
                passed.forEach(Descriptor::close);
                throw new IOException("more than " + most + " bytes or too many descriptors in one message");
            }
            byte[] bytes = data.asSlice(0, got).toArray(JAVA_BYTE);
            return got == 0 ? Optional.empty() : Optional.of(new UnixMessage(bytes, passed));
        }
    }

    private long receiveInto(MemorySegment header) throws IOException {
        boolean wait = Thread.currentThread().isVirtual();
        while (true) {
            if (wait) {
                Readiness.await(descriptor.number(), Readiness.INPUT, Readiness.FOREVER);
            }
            long got = Syscall.RECVMSG.call(descriptor.number(), header.address(), MSG_CMSG_CLOEXEC);
            if (got != -Errno.EAGAIN.number()) {
                return Syscall.RECVMSG.checked(got, descriptor.toString());
            }
            wait = true;
        }
    }

    private static MemorySegment control(Arena arena, int descriptors) {
        long length = CONTROL_HEADER + 4L * descriptors;
        MemorySegment control = arena.allocate((length + 7) / 8 * 8, 8);
        Memory.putLong(control, 0, length);
        Memory.putInt(control, 8, SOL_SOCKET);
        Memory.putInt(control, 12, SCM_RIGHTS);
        return control;
    }

    private static MemorySegment header(Arena arena, MemorySegment data, MemorySegment control) {
        MemorySegment piece = arena.allocate(16, 8);
        Memory.putLong(piece, 0, data.address());
        Memory.putLong(piece, 8, data.byteSize());
        MemorySegment header = arena.allocate(HEADER_SIZE, 8);
        Memory.putLong(header, 16, piece.address());
        Memory.putLong(header, 24, 1);
        Memory.putLong(header, 32, control.address());
        Memory.putLong(header, 40, control.byteSize());
        return header;
    }

    /** We ask for nothing but SCM_RIGHTS, so the only control message there can be is the first. */
    private static List<Descriptor> passed(MemorySegment header, MemorySegment control) {
        List<Descriptor> passed = new ArrayList<>();
        if (Memory.getLong(header, 40) >= CONTROL_HEADER) {
            for (long at = CONTROL_HEADER; at + 4 <= Memory.getLong(control, 0); at += 4) {
                passed.add(Descriptor.of(Memory.getInt(control, at)));
            }
        }
        return passed;
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
