package testkit;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** An SMTP client that sends what it is told and nothing else. Text is one byte a char. */
public final class SmtpClient implements AutoCloseable {
    private static final int PATIENCE_MS = 60_000;

    private Socket socket = new Socket();
    private BufferedReader in;
    private OutputStream out;

    /** Connects to {@code address} and leaves the greeting unread. */
    public SmtpClient(InetAddress address, int port) throws IOException {
        socket.connect(new InetSocketAddress(address, port), PATIENCE_MS);
        socket.setSoTimeout(PATIENCE_MS);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        out = socket.getOutputStream();
    }

    /** Talks TLS from here on; what came in clear text and was not read is lost. Gives the socket for questions about it. */
    public SSLSocket tls(SSLContext context, String host, String... protocols) throws IOException {
        SSLSocket layered = (SSLSocket) context.getSocketFactory().createSocket(socket, host, socket.getPort(), true);
        if (protocols.length > 0) {
            layered.setEnabledProtocols(protocols);
        }
        layered.startHandshake();
        socket = layered;
        in = new BufferedReader(new InputStreamReader(layered.getInputStream(), StandardCharsets.ISO_8859_1));
        out = layered.getOutputStream();
        return layered;
    }

    /** A whole reply, its lines joined by LF. */
    public String reply() throws IOException {
        StringBuilder reply = new StringBuilder();
        while (true) {
            String line = in.readLine();
            if (line == null) {
                throw new EOFException("the server closed after: " + reply);
            }
            reply.append(reply.isEmpty() ? "" : "\n").append(line);
            if (line.length() < 4 || line.charAt(3) != '-') {
                return reply.toString();
            }
        }
    }

    /** Sends bytes as they are. */
    public void send(String bytes) throws IOException {
        out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /** Sends a line and gives the reply to it. */
    public String ask(String line) throws IOException {
        send(line + "\r\n");
        return reply();
    }

    /** Sends a line whose reply must begin with {@code code}. */
    public String expect(String code, String line) throws IOException {
        String reply = ask(line);
        if (!reply.startsWith(code)) {
            throw new IOException(line + " was answered: " + reply);
        }
        return reply;
    }

    /** Greeting and EHLO. */
    public SmtpClient hello() throws IOException {
        reply();
        expect("250", "EHLO client.test");
        return this;
    }

    /**
     * Sends a message of LF lines as one transaction; gives the reply to its end.
     *
     * @throws IOException also when a command before it is refused
     */
    public String message(String sender, String recipient, String text) throws IOException {
        expect("250", "MAIL FROM:<" + sender + ">");
        expect("250", "RCPT TO:<" + recipient + ">");
        expect("354", "DATA");
        send(text.replace("\n", "\r\n").replace("\r\n.", "\r\n.."));
        return ask(".");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
