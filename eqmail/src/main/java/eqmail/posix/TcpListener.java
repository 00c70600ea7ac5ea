package eqmail.posix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * A TCP socket that takes connections as descriptors, for a server that hands them to programs. The daemon's own
 * listeners use java.nio, which does not tell the descriptor.
 */
public final class TcpListener implements AutoCloseable {
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int SOCK_STREAM_CLOEXEC = 1 | OpenFlag.CLOSE_ON_EXEC;
    private static final int SOL_SOCKET = 1;
    private static final int SO_REUSEADDR = 2;
    private static final int IPPROTO_IP = 0;
    private static final int IP_OPTIONS = 4;
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_NODELAY = 1;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_V6ONLY = 26;

    /** Which clients a socket takes that is bound to no address in particular. */
    public enum Families {
        /** IPv4 only. */
        V4,
        /** IPv6 only. */
        V6,
        /** IPv4 and, if the machine has it, IPv6. */
        BOTH
    }

    private final Descriptor descriptor;

    private TcpListener(Descriptor descriptor) {
        this.descriptor = descriptor;
    }

    /** Listens on {@code address}. */
    public static TcpListener bind(InetSocketAddress address, int backlog) throws PosixException {
        InetAddress ip = address.getAddress();
        boolean v6 = ip instanceof Inet6Address;
        return bind(v6, v6, Optional.of(ip), address.getPort(), backlog);
    }

    /** Listens on every address of {@code families}. */
    public static TcpListener bindAll(Families families, int port, int backlog) throws PosixException {
        if (families == Families.V4) {
            return bind(false, false, Optional.empty(), port, backlog);
        }
        try {
            return bind(true, families == Families.V6, Optional.empty(), port, backlog);
        } catch (PosixException e) {
            if (families == Families.BOTH && e.errno() == Errno.EAFNOSUPPORT) {
                return bind(false, false, Optional.empty(), port, backlog);
            }
            throw e;
        }
    }

    private static TcpListener bind(boolean v6, boolean v6Only, Optional<InetAddress> ip, int port, int backlog)
            throws PosixException {
        long family = v6 ? AF_INET6 : AF_INET;
        Descriptor socket = Descriptor.of((int) Syscall.SOCKET.run("", family, SOCK_STREAM_CLOEXEC, 0));
        try (Arena arena = Arena.ofConfined()) {
            option(socket, SOL_SOCKET, SO_REUSEADDR, 1);
            if (v6) {
                option(socket, IPPROTO_IPV6, IPV6_V6ONLY, v6Only ? 1 : 0);
            }
            MemorySegment address = v6 ? address6(arena, ip, port) : address4(arena, ip, port);
            socket.run(Syscall.BIND, address.address(), address.byteSize());
            socket.run(Syscall.LISTEN, backlog);
            socket.nonBlocking(true); // a client may be gone before it is accepted
            return new TcpListener(socket);
        } catch (PosixException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static MemorySegment address4(Arena arena, Optional<InetAddress> ip, int port) {
        MemorySegment address = arena.allocate(16, 8);
        Memory.putShort(address, 0, (short) AF_INET);
        port(address, port);
        ip.ifPresent(a -> MemorySegment.copy(a.getAddress(), 0, address, JAVA_BYTE, 4, 4));
        return address;
    }

    private static MemorySegment address6(Arena arena, Optional<InetAddress> ip, int port) {
        MemorySegment address = arena.allocate(28, 8);
        Memory.putShort(address, 0, (short) AF_INET6);
        port(address, port);
        ip.ifPresent(a -> MemorySegment.copy(a.getAddress(), 0, address, JAVA_BYTE, 8, 16));
        ip.ifPresent(a -> Memory.putInt(address, 24, ((Inet6Address) a).getScopeId()));
        return address;
    }

    private static void port(MemorySegment address, int port) {
        Memory.putByte(address, 2, (byte) (port >> 8));
        Memory.putByte(address, 3, (byte) port);
    }

    /**
     * Waits for the next connection; it blocks when read and written.
     *
     * @throws PosixException EMFILE or ENFILE when no descriptor is left: the connection waits, and may be asked for
     *     again
     * @throws InterruptedIOException a virtual thread was interrupted
     */
    public Descriptor accept() throws IOException {
        while (true) {
            Readiness.await(descriptor.number(), Readiness.INPUT, Readiness.FOREVER);
            long got = Syscall.ACCEPT4.call(descriptor.number(), 0, 0, OpenFlag.CLOSE_ON_EXEC);
            if (got != -Errno.EAGAIN.number() && got != -Errno.ECONNABORTED.number()) {
                return Descriptor.of((int) Syscall.ACCEPT4.checked(got, descriptor.toString()));
            }
        }
    }

    /** Where it listens; tells the port that the kernel chose for port 0. */
    public InetSocketAddress address() throws PosixException {
        return SocketAddresses.local(descriptor).orElseThrow();
    }

    /** Small pieces go out at once (TCP_NODELAY). */
    public static void noDelay(Descriptor connection) throws PosixException {
        option(connection, IPPROTO_TCP, TCP_NODELAY, 1);
    }

    /** Answers no longer follow a route that the client chose. A socket that has no such options is left as it is. */
    public static void dropIpOptions(Descriptor connection) {
        Syscall.SETSOCKOPT.call(connection.number(), IPPROTO_IP, IP_OPTIONS, 0, 0);
    }

    private static void option(Descriptor socket, int level, int name, int value) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment number = arena.allocate(4, 4);
            Memory.putInt(number, 0, value);
            socket.run(Syscall.SETSOCKOPT, level, name, number.address(), 4);
        }
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
