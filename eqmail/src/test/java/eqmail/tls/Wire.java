package eqmail.tls;

import eqmail.net.SocketConnection;
import eqmail.net.WriteDeadlines;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.security.cert.X509Certificate;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;

/** Two ends of a loopback connection: ours, and an SSLSocket of the JDK on the other side. */
final class Wire implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    final SocketConnection ours;
    final Socket theirs;

    Wire() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            InetSocketAddress address = (InetSocketAddress) server.getLocalAddress();
            theirs = new Socket(address.getAddress(), address.getPort());
            theirs.setSoTimeout(PATIENCE_MILLIS);
            ours = new SocketConnection(server.accept(), new WriteDeadlines(System::nanoTime));
        }
    }

    /** What a thread of its own does meanwhile. */
    @FunctionalInterface
    interface Task<T> {
        T run() throws Exception;
    }

    /** Starts {@code task} in a virtual thread, as sessions run. */
    static <T> CompletableFuture<T> async(Task<T> task) {
        CompletableFuture<T> done = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                done.complete(task.run());
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        return done.orTimeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** A client's socket over the other end; {@code protocol} is the only one it speaks, {@code host} what it asks for. */
    SSLSocket client(String protocol, String host, TestAuthority.Issued... shown) throws IOException {
        SSLSocket socket =
                (SSLSocket) TestAuthority.client(shown).getSocketFactory().createSocket(theirs, host, 25, true);
        socket.setEnabledProtocols(new String[] {protocol});
        return socket;
    }

    /** The certificate that the server has shown to {@code client}. */
    static X509Certificate shownTo(SSLSocket client) throws IOException {
        return (X509Certificate) client.getSession().getPeerCertificates()[0];
    }

    @Override
    public void close() throws IOException {
        ours.close();
        theirs.close();
    }
}
