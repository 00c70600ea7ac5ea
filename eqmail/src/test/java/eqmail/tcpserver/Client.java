package eqmail.tcpserver;

import eqmail.bytes.Latin1;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A peer on loopback for tests. */
final class Client implements AutoCloseable {
    private final Socket socket;

    Client(InetSocketAddress to) throws IOException {
        InetAddress address = to.getAddress().isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : to.getAddress();
        this.socket = new Socket(address, to.getPort());
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(Latin1.bytes(text));
    }

    void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Everything up to the end; an abort by the server counts as an end. */
    String readAll() {
        StringBuilder all = new StringBuilder();
        try {
            for (int b = socket.getInputStream().read();
                    b >= 0;
                    b = socket.getInputStream().read()) {
                all.append((char) b);
            }
        } catch (IOException aborted) {
            return all.toString();
        }
        return all.toString();
    }

    /** One line without its line end. */
    String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = socket.getInputStream().read();
                b >= 0 && b != '\n';
                b = socket.getInputStream().read()) {
            line.append((char) b);
        }
        return line.toString().stripTrailing();
    }

    int port() {
        return socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
