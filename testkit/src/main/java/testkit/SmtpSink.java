package testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server that takes every message over any number of connections, offers PIPELINING, and keeps the texts. */
public final class SmtpSink implements AutoCloseable {
    private final ServerSocket listener;
    private final List<String> texts = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private SmtpSink(ServerSocket listener) {
        this.listener = listener;
    }

    /** Starts on a free port of 127.0.0.1. */
    public static SmtpSink start() throws IOException {
        SmtpSink sink = new SmtpSink(new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1")));
        sink.threads.execute(sink::accept);
        return sink;
    }

    /** Where it listens. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Texts of all messages it has answered for, or was about to; LF lines, one byte a char, in no order. */
    public List<String> texts() {
        return List.copyOf(texts);
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                threads.execute(() -> serve(client));
            }
        } catch (IOException closed) {
            // That is the end.
        }
    }

    private void serve(Socket client) {
        try (client) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
            OutputStream out = client.getOutputStream();
            say(out, "220 sink.test");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                switch (line.split(" ", 2)[0].toUpperCase(Locale.ROOT)) {
                    case "EHLO" -> say(out, "250-sink.test\r\n250 PIPELINING");
                    case "DATA" -> {
                        say(out, "354 go ahead");
                        take(in);
                        say(out, "250 taken");
                    }
                    case "QUIT" -> {
                        say(out, "221 bye");
                        return;
                    }
                    default -> say(out, "250 ok");
                }
            }
        } catch (IOException gone) {
            // The client went away; a message without its end was none.
        }
    }

    private void take(BufferedReader in) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String line = in.readLine(); !".".equals(line); line = in.readLine()) {
            if (line == null) {
                throw new IOException("no end of message");
            }
            text.append(line.startsWith(".") ? line.substring(1) : line).append('\n');
        }
        texts.add(text.toString());
    }

    private static void say(OutputStream out, String reply) throws IOException {
        out.write((reply + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() throws IOException {
        listener.close();
        threads.shutdownNow();
    }
}
