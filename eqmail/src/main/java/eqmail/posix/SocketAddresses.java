package eqmail.posix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** The two ends of a socket that somebody handed us by descriptor, as tcp-env(1) and its kin need them. */
public final class SocketAddresses {
    private static final int SIZE = 128;
    private static final short AF_INET = 2;
    private static final short AF_INET6 = 10;

    private SocketAddresses() {}

    /**
     * Who is at the other end. An IPv4 address in IPv6 form comes out as IPv4.
     *
     * @return empty when the socket is not of the internet
     * @throws PosixException ENOTSOCK for what is no socket, ENOTCONN for one without a peer
     */
    public static Optional<InetSocketAddress> peer(Descriptor socket) throws PosixException {
        return ask(Syscall.GETPEERNAME, socket);
    }

    /** Our own end; as {@link #peer}, but a socket without peer has one too. */
    public static Optional<InetSocketAddress> local(Descriptor socket) throws PosixException {
        return ask(Syscall.GETSOCKNAME, socket);
    }

    private static Optional<InetSocketAddress> ask(Syscall call, Descriptor socket) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(SIZE, 8);
            MemorySegment length = arena.allocate(4, 4);
            Memory.putInt(length, 0, SIZE);
            socket.run(call, address.address(), length.address());
            return switch (Memory.getShort(address, 0)) {
                case AF_INET -> Optional.of(new InetSocketAddress(ip(address, 4, 4), port(address)));
                case AF_INET6 -> Optional.of(new InetSocketAddress(ip(address, 8, 16), port(address)));
                default -> Optional.empty();
            };
        }
    }

    private static int port(MemorySegment address) {
        return Byte.toUnsignedInt(Memory.getByte(address, 2)) << 8 | Byte.toUnsignedInt(Memory.getByte(address, 3));
    }

    private static InetAddress ip(MemorySegment address, int offset, int size) {
        byte[] bytes = address.asSlice(offset, size).toArray(JAVA_BYTE);
        try {
            InetAddress ip = InetAddress.getByAddress(bytes);
            int scope = ip instanceof Inet6Address ? Memory.getInt(address, 24) : 0;
            return scope == 0 ? ip : Inet6Address.getByAddress(null, bytes, scope);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible); // only for a wrong number of bytes
        }
    }
}
