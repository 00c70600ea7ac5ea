package eqmail.queue;

import eqmail.bytes.Latin1;
import eqmail.bytes.Netstrings;
import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.fs.ScratchFile;
import eqmail.net.Connection;
import eqmail.net.Dialogue;
import eqmail.net.IpText;
import eqmail.net.SocketConnection;
import eqmail.net.WriteDeadlines;
import eqmail.posix.Descriptor;
import eqmail.posix.PosixException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The command qmail-qmqpc, which stands in for qmail-queue on a host without a queue: hands the message to the first server
 * of {@code control/qmqpservers} that can be reached (network.md 9). Says nothing; the answer is the exit code.
 */
public final class QmqpcProgram {
    /** The port of QMQP. */
    public static final int PORT = 628;

    private static final String SERVERS = "control/qmqpservers";
    private static final int REFUSED = 31;
    private static final int NO_CONFIGURATION = 55;
    private static final int LATER = 71;
    private static final int CONNECT_TIMED_OUT = 72;
    private static final int NOT_CONNECTED = 73;
    private static final int BROKEN_OFF = 74;

    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(10);
    private static final Duration STEP_WITHIN = Duration.ofSeconds(60);
    /** A message of any size gets through in it, a server that takes a byte a minute does not hold us for ever. */
    private static final Duration WHOLE = Duration.ofHours(24);

    /** What is longer goes by way of a file, since its length must be told first. */
    private static final int MOST_IN_MEMORY = 1 << 20;

    /** A server that has not said what it means by now never will. */
    private static final int LONGEST_ANSWER = 64 * 1024;

    private static final Pattern DOTTED = Pattern.compile("\\d+(\\.\\d+){3}");

    private final Path home;
    private final int port;
    private final InputStream message;
    private final InputStream envelope;

    /** Reads {@code message} to its end, then {@code envelope}; servers listen on {@code port}. */
    public QmqpcProgram(Path home, int port, InputStream message, InputStream envelope) {
        this.home = home;
        this.port = port;
        this.message = message;
        this.envelope = envelope;
    }

    /** A message whose length is known. */
    private record Held(InputStream in, long length) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    /** Hands the message over; 0 means that a server has it. */
    public int run() {
        try {
            if (!Files.isDirectory(home)) {
                return QueueFault.NO_HOME;
            }
            List<String> servers = servers();
            try (Held held = hold()) {
                return offer(servers, held, addresses());
            }
        } catch (QueueFault fault) {
            return fault.exit();
        } catch (IOException e) {
            return QueueFault.READ_ERROR;
        }
    }

    private List<String> servers() throws QueueFault {
        Control control = new Control(home);
        try {
            control.line("control/me"); // as every program of the original: what cannot be read is no configuration
            return control.list(SERVERS).orElseThrow(() -> new QueueFault(NO_CONFIGURATION));
        } catch (ControlException e) {
            throw new QueueFault(NO_CONFIGURATION, e);
        }
    }

    private Held hold() throws IOException {
        byte[] first = message.readNBytes(MOST_IN_MEMORY);
        if (first.length < MOST_IN_MEMORY) {
            return new Held(new ByteArrayInputStream(first), first.length);
        }
        try {
            Descriptor file = ScratchFile.onDisk();
            file.writeAll(first);
            for (byte[] next = message.readNBytes(MOST_IN_MEMORY);
                    next.length > 0;
                    next = message.readNBytes(MOST_IN_MEMORY)) {
                file.writeAll(next);
            }
            long length = file.position();
            file.seek(0);
            return new Held(file.input(), length);
        } catch (PosixException e) {
            throw new QueueFault(QueueFault.WRITE_ERROR, e);
        }
    }

    /** Sender and recipients as the protocol wants them, one netstring each. */
    private String addresses() throws IOException {
        String all = Latin1.string(envelope.readNBytes(EnvelopeReader.MAX_ENVELOPE + 1));
        if (all.length() > EnvelopeReader.MAX_ENVELOPE) {
            throw new QueueFault(QueueFault.NO_MEMORY);
        }
        StringBuilder out = new StringBuilder();
        char letter = 'F';
        for (int from = 0; ; ) {
            int nul = all.indexOf('\0', from);
            if (nul < 0 || (nul == from && letter == 'F')) {
                throw new QueueFault(QueueFault.BAD_ENVELOPE);
            }
            if (nul == from) {
                return out.toString();
            }
            if (all.charAt(from) != letter) {
                throw new QueueFault(QueueFault.BAD_ENVELOPE);
            }
            out.append(Netstrings.of(all.substring(from + 1, nul)));
            letter = 'T';
            from = nul + 1;
        }
    }

    private int offer(List<String> servers, Held held, String addresses) {
        WriteDeadlines deadlines = new WriteDeadlines(System::nanoTime);
        deadlines.start();
        int code = NO_CONFIGURATION;
        for (String server : servers) {
            Optional<InetAddress> address = address(server);
            if (address.isEmpty()) {
                continue;
            }
            InetSocketAddress remote = new InetSocketAddress(address.get(), port);
            try (SocketConnection open = SocketConnection.connect(remote, null, CONNECT_WITHIN, deadlines)) {
                return handOver(open, held, addresses);
            } catch (SocketTimeoutException e) {
                code = CONNECT_TIMED_OUT;
            } catch (IOException e) {
                code = NOT_CONNECTED;
            }
        }
        return code;
    }

    /** Also in brackets, as everywhere else where an IPv6 address may stand. What follows an IPv4 address is a remark. */
    private static Optional<InetAddress> address(String line) {
        Matcher dotted = DOTTED.matcher(line);
        boolean bracketed = line.startsWith("[") && line.endsWith("]");
        String address = dotted.lookingAt() ? dotted.group() : line;
        return IpText.parse(bracketed ? line.substring(1, line.length() - 1) : address);
    }

    private static int handOver(Connection connection, Held held, String addresses) {
        try {
            Dialogue server = new Dialogue(connection, System::nanoTime, WHOLE, STEP_WITHIN);
            long inner = String.valueOf(held.length()).length() + 2 + held.length() + addresses.length();
            server.say(inner + ":" + held.length() + ":");
            byte[] piece = new byte[64 * 1024];
            for (int got = held.in().read(piece); got > 0; got = held.in().read(piece)) {
                server.say(piece, 0, got);
            }
            server.say("," + addresses + ",");
            server.expectWithin(STEP_WITHIN);
            for (int i = 0; i < LONGEST_ANSWER; i++) {
                switch (server.input().read()) {
                    case 'K' -> {
                        return 0;
                    }
                    case 'Z' -> {
                        return LATER;
                    }
                    case 'D' -> {
                        return REFUSED;
                    }
                    case -1 -> {
                        return BROKEN_OFF;
                    }
                    default -> {
                        // The first of these letters decides, wherever it stands.
                    }
                }
            }
            return BROKEN_OFF;
        } catch (IOException e) {
            return BROKEN_OFF;
        }
    }
}
