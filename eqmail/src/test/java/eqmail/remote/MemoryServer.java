package eqmail.remote;

import eqmail.bytes.Latin1;
import eqmail.net.Connection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A well-behaved SMTP server in memory, for one thread; every connection made with it is one session of it. */
final class MemoryServer implements Dialer {
    private final List<Talk> talks = new ArrayList<>();
    private final List<String> messages = new ArrayList<>();
    private final List<InetSocketAddress> dialled = new ArrayList<>();
    private final Map<String, String> replies = new HashMap<>();
    private String ehlo = "250 memory";
    private boolean down;

    /** Offers PIPELINING. */
    MemoryServer pipelining() {
        ehlo = "250-memory\r\n250 PIPELINING";
        return this;
    }

    /** Answers a command line so from now on; {@code .} is the end of a message. */
    MemoryServer reply(String command, String reply) {
        replies.put(command, reply);
        return this;
    }

    /** Refuses connections from now on. */
    void down(boolean now) {
        down = now;
    }

    /** All connections so far fail at their next byte. */
    void cutAll() {
        talks.forEach(talk -> talk.cut = true);
    }

    /** Messages taken, dots and all, with their envelope before them. */
    List<String> messages() {
        return messages;
    }

    List<InetSocketAddress> dialled() {
        return dialled;
    }

    int connections() {
        return talks.size();
    }

    /** Connections not closed by the client. */
    long open() {
        return talks.stream().filter(talk -> !talk.closed).count();
    }

    /** What the client wrote on connection {@code number}, one string for each write. */
    List<String> writes(int number) {
        return talks.get(number).writes;
    }

    @Override
    public Connection connect(InetSocketAddress remote, Duration within) throws IOException {
        dialled.add(remote);
        if (down) {
            throw new ConnectException("Connection refused");
        }
        Talk talk = new Talk();
        talks.add(talk);
        return talk;
    }

    private final class Talk implements Connection {
        private final StringBuilder toClient = new StringBuilder("220 memory ESMTP\r\n");
        private final StringBuilder fromClient = new StringBuilder();
        private final StringBuilder envelope = new StringBuilder();
        private final List<String> writes = new ArrayList<>();
        private boolean inMessage;
        private boolean cut;
        private boolean closed;

        @Override
        public InputStream input() {
            return new InputStream() {
                @Override
                public int read() {
                    throw new UnsupportedOperationException();
                }

                @Override
                public int read(byte[] into, int offset, int length) throws IOException {
                    check();
                    int some = Math.min(length, toClient.length());
                    if (some == 0) {
                        throw new IllegalStateException("the client waits for nothing");
                    }
                    System.arraycopy(Latin1.bytes(toClient.substring(0, some)), 0, into, offset, some);
                    toClient.delete(0, some);
                    return some;
                }
            };
        }

        @Override
        public OutputStream output() {
            return new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    write(new byte[] {(byte) b}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    check();
                    String text = Latin1.string(bytes, offset, length);
                    writes.add(text);
                    fromClient.append(text);
                    digest();
                }
            };
        }

        private void check() throws SocketException {
            if (cut || closed) {
                throw new SocketException("Connection reset");
            }
        }

        private void digest() {
            while (true) {
                String end = inMessage && !fromClient.toString().startsWith(".\r\n") ? "\r\n.\r\n" : "\r\n";
                int at = fromClient.indexOf(end);
                if (at < 0) {
                    return;
                }
                String piece = fromClient.substring(0, at + end.length());
                fromClient.delete(0, piece.length());
                if (inMessage) {
                    message(piece);
                } else {
                    command(piece.substring(0, at));
                }
            }
        }

        private void message(String text) {
            inMessage = false;
            String reply = replies.getOrDefault(".", "250 taken");
            if (reply.startsWith("2")) {
                messages.add(envelope + text);
            }
            envelope.setLength(0);
            say(reply);
        }

        private void command(String line) {
            String reply = replies.get(line);
            if (reply == null) {
                reply = usual(line);
            } else if (line.equals("DATA")) {
                inMessage = reply.startsWith("3");
            }
            say(reply);
        }

        private String usual(String line) {
            if (line.startsWith("EHLO ")) {
                return ehlo;
            }
            if (line.equals("RSET")) {
                envelope.setLength(0);
            } else if (line.startsWith("MAIL ") || line.startsWith("RCPT ")) {
                if (line.startsWith("MAIL ") && !envelope.isEmpty()) {
                    return "503 one at a time";
                }
                envelope.append(line).append('\n');
            } else if (line.equals("DATA")) {
                boolean recipient = envelope.indexOf("RCPT ") >= 0;
                inMessage = recipient;
                return recipient ? "354 go" : "503 nobody";
            }
            return "250 fine";
        }

        private void say(String reply) {
            toClient.append(reply).append("\r\n");
        }

        @Override
        public void timeout(Duration each) {}

        @Override
        public void close() {
            closed = true;
        }
    }
}
