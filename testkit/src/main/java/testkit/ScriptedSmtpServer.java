package testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A server that plays one script for each connection, whatever the client does, and remembers what really happened.
 * Texts are Latin-1 views of bytes. When a script is over it listens until the client goes away.
 */
public final class ScriptedSmtpServer implements AutoCloseable {
    /** How long a client may keep a script waiting. */
    private static final int PATIENCE_MILLIS = 15_000;

    private static final String END_OF_MESSAGE = "\r\n.\r\n";

    private final ServerSocket listener;
    private final List<List<Step>> scripts;
    private final List<List<Step>> talks = Collections.synchronizedList(new ArrayList<>());
    private final Thread thread;

    /** A step of a script, or of what happened. */
    public sealed interface Step {}

    /** The server sends this. */
    public record Send(String text) implements Step {}

    /**
     * The client sends this. In a script only its end matters: a line is waited for, or a message up to its final dot, or
     * as many bytes; empty means: the client goes away inside the message.
     */
    public record Receive(String text) implements Step {}

    /** TLS begins, the server on its side. A client that fails at it counts as gone. */
    public record Handshake(SSLContext keys) implements Step {}

    /** Nothing for a while. */
    public record Pause(long millis) implements Step {}

    /** The server closes. */
    public record Close() implements Step {}

    /** The server closes so that the client sees a reset. */
    public record Reset() implements Step {}

    /** The client has closed; every script that does not close ends so, written or not. */
    public record ClientGone() implements Step {}

    private ScriptedSmtpServer(ServerSocket listener, List<List<Step>> scripts) {
        this.listener = listener;
        this.scripts = scripts;
        this.thread = Thread.ofPlatform().daemon().unstarted(this::serve);
    }

    /** Starts on a free port of 127.0.0.1; connections beyond the scripts are closed at once. */
    public static ScriptedSmtpServer start(List<List<Step>> scripts) throws IOException {
        ServerSocket listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        ScriptedSmtpServer server = new ScriptedSmtpServer(listener, scripts);
        server.thread.start();
        return server;
    }

    /** One connection that plays {@code script}. */
    public static ScriptedSmtpServer start(Step... script) throws IOException {
        return start(List.of(List.of(script)));
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    /** Waits until every connection made so far is over, and tells what happened on each. */
    public List<List<Step>> talks() throws IOException, InterruptedException {
        close();
        thread.join();
        return talks;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void serve() {
        for (int i = 0; !listener.isClosed(); i++) {
            List<Step> script = i < scripts.size() ? scripts.get(i) : List.of(new Close());
            try (Socket client = listener.accept()) {
                List<Step> talk = Collections.synchronizedList(new ArrayList<>());
                talks.add(talk);
                client.setSoTimeout(PATIENCE_MILLIS);
                new Talk(client, talk).play(script);
            } catch (IOException over) {
                // The listener was closed, or the client went away while we wrote.
            }
        }
    }

    private static final class Talk {
        private Socket client;
        private InputStream in;
        private final List<Step> log;
        private boolean ended;

        Talk(Socket client, List<Step> log) throws IOException {
            this.client = client;
            this.in = new BufferedInputStream(client.getInputStream());
            this.log = log;
        }

        void play(List<Step> script) throws IOException {
            for (Step step : script) {
                switch (step) {
                    case Send send -> {
                        log.add(send);
                        client.getOutputStream().write(send.text().getBytes(StandardCharsets.ISO_8859_1));
                    }
                    case Receive expected -> receive(expected.text());
                    case Handshake handshake -> shake(handshake);
                    case Pause pause -> {
                        log.add(pause);
                        pause(pause.millis());
                    }
                    case Close close -> {
                        log.add(close);
                        return;
                    }
                    case Reset reset -> {
                        log.add(reset);
                        client.setSoLinger(true, 0);
                        return;
                    }
                    case ClientGone gone -> {}
                }
            }
            while (!ended) {
                note(until("\r\n"));
            }
            log.add(new ClientGone());
        }

        private void shake(Handshake handshake) {
            try {
                SSLSocket tls = (SSLSocket) handshake.keys().getSocketFactory().createSocket(client, null, true);
                tls.setUseClientMode(false);
                tls.startHandshake();
                client = tls;
                in = new BufferedInputStream(tls.getInputStream());
                log.add(handshake);
            } catch (IOException failed) {
                ended = true;
            }
        }

        private void receive(String expected) {
            if (expected.isEmpty()) {
                log.add(new Receive(until(END_OF_MESSAGE)));
            } else if (expected.endsWith(END_OF_MESSAGE)) {
                note(until(END_OF_MESSAGE));
            } else if (expected.indexOf("\r\n") == expected.length() - 2) {
                note(until("\r\n"));
            } else {
                note(some(expected.length()));
            }
        }

        private void note(String text) {
            if (!text.isEmpty()) {
                log.add(new Receive(text));
            }
        }

        private String until(String end) {
            ByteArrayOutputStream got = new ByteArrayOutputStream();
            String text = "";
            while (!text.endsWith(end) && !ended) {
                int b = read();
                if (b >= 0) {
                    got.write(b);
                    text = b == '\n' ? got.toString(StandardCharsets.ISO_8859_1) : "";
                }
            }
            return got.toString(StandardCharsets.ISO_8859_1);
        }

        private String some(int most) {
            ByteArrayOutputStream got = new ByteArrayOutputStream();
            while (got.size() < most && !ended) {
                int b = read();
                if (b >= 0) {
                    got.write(b);
                }
            }
            return got.toString(StandardCharsets.ISO_8859_1);
        }

        private int read() {
            try {
                int b = in.read();
                ended = b < 0;
                return b;
            } catch (IOException gone) {
                ended = true;
                return -1;
            }
        }

        private static void pause(long millis) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                throw new UncheckedIOException(new IOException(e));
            }
        }
    }
}
