package eqmail.tcpserver;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/** An {@link Acceptor} on a TCP socket of the kernel. */
final class ServerSocket implements Acceptor {
    private final ServerSocketChannel channel;
    private final InetSocketAddress address;

    private ServerSocket(ServerSocketChannel channel) throws IOException {
        this.channel = channel;
        this.address = (InetSocketAddress) channel.getLocalAddress();
    }

    /** Binds and listens. Without an address both families are served, as far as the machine has them. */
    static Acceptor bind(Optional<InetAddress> address, int port, int backlog) throws IOException {
        boolean v4Only = address.isPresent() && address.get() instanceof Inet4Address;
        ServerSocketChannel channel =
                v4Only ? ServerSocketChannel.open(StandardProtocolFamily.INET) : ServerSocketChannel.open();
        try {
            channel.bind(
                    address.map(a -> new InetSocketAddress(a, port)).orElseGet(() -> new InetSocketAddress(port)),
                    backlog);
            return new ServerSocket(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public SocketChannel accept() throws IOException {
        return channel.accept();
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
