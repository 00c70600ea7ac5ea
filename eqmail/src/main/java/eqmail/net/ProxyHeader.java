package eqmail.net;

import eqmail.bytes.Latin1;
import eqmail.bytes.Scan;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The header by which a proxy in front of us tells whose connection it hands on: PROXY protocol version 1 (a line) and
 * version 2 (binary), as HAProxy's specification of 2020 describes them. Read it only from sources that are known to
 * send it: anybody else could claim any address.
 *
 * @param remote who connected to the proxy
 * @param local where they connected to
 */
public record ProxyHeader(InetSocketAddress remote, InetSocketAddress local) {
    /** Longest version 1 line with its CR LF (specification 2.1). */
    static final int MOST_V1 = 107;

    /**
     * Most bytes after the fixed part of a version 2 header: two addresses and room for what proxies add of TLS. The
     * format allows 64 KiB, which nobody needs and everybody would have to wait for.
     */
    static final int MOST_V2 = 4096;

    private static final byte[] V2_SIGNATURE = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};
    private static final String V1_START = "PROXY ";
    private static final int V4_BLOCK = 12;
    private static final int V6_BLOCK = 36;

    /** What came is no PROXY header, or one that breaks its own rules. The connection cannot be used. */
    public static final class Bad extends IOException {
        private static final long serialVersionUID = 1;

        Bad(String fault) {
            super("bad PROXY header: " + fault);
        }
    }

    /**
     * Reads one header and not a byte more. Empty if the proxy speaks for itself (a health check: LOCAL) or does not
     * say for whom (UNKNOWN, a family that is not IP): then the addresses of the socket count.
     *
     * @param within time for the whole header; the connection's own time limit is unset afterwards
     * @throws Bad if it is none, is too long, or ends early
     * @throws java.net.SocketTimeoutException if it is not complete in time
     * @throws IOException if reading fails
     */
    public static Optional<ProxyHeader> read(Connection connection, Duration within, LongSupplier nanoClock)
            throws IOException {
        return read(new TimedInput(connection, within.toNanos(), nanoClock));
    }

    static Optional<ProxyHeader> read(InputStream in) throws IOException {
        byte[] start = exactly(in, V2_SIGNATURE.length);
        if (Arrays.equals(start, V2_SIGNATURE)) {
            return readV2(in);
        }
        String first = Latin1.string(start);
        if (first.startsWith(V1_START)) {
            return parseV1(restOfLine(in, first));
        }
        throw new Bad("unknown start");
    }

    private static String restOfLine(InputStream in, String first) throws IOException {
        StringBuilder line = new StringBuilder(MOST_V1).append(first);
        if (first.indexOf('\n') >= 0) {
            throw new Bad("line too short");
        }
        while (line.length() < MOST_V1) {
            int b = in.read();
            if (b < 0) {
                throw new Bad("ends early");
            }
            line.append((char) b);
            if (b == '\n') {
                if (line.charAt(line.length() - 2) != '\r') {
                    throw new Bad("no CR before LF");
                }
                return line.substring(0, line.length() - 2);
            }
        }
        throw new Bad("line too long");
    }

    private static Optional<ProxyHeader> parseV1(String line) throws Bad {
        if (line.equals("PROXY UNKNOWN") || line.startsWith("PROXY UNKNOWN ")) {
            return Optional.empty();
        }
        String[] words = line.split(" ", -1);
        boolean v4 = words.length == 6 && words[1].equals("TCP4");
        boolean v6 = words.length == 6 && words[1].equals("TCP6");
        if (!v4 && !v6) {
            throw new Bad("unknown protocol");
        }
        InetAddress remote = address(words[2], v6);
        InetAddress local = address(words[3], v6);
        return Optional.of(new ProxyHeader(
                new InetSocketAddress(remote, port(words[4])), new InetSocketAddress(local, port(words[5]))));
    }

    private static InetAddress address(String word, boolean v6) throws Bad {
        if (word.indexOf(':') >= 0 != v6 || word.indexOf('%') >= 0) {
            throw new Bad("address of the wrong family");
        }
        return IpText.parse(word).orElseThrow(() -> new Bad("not an address"));
    }

    private static int port(String word) throws Bad {
        int digits = Scan.digits(word, 0);
        boolean canonical = digits == 1 || (digits > 1 && digits <= 5 && word.charAt(0) != '0');
        long port = digits == word.length() && canonical ? Scan.value(word, 0, digits) : Integer.MAX_VALUE;
        if (port > 65535) {
            throw new Bad("not a port");
        }
        return (int) port;
    }

    private static Optional<ProxyHeader> readV2(InputStream in) throws IOException {
        byte[] fixed = exactly(in, 4);
        int length = ((fixed[2] & 0xff) << 8) | (fixed[3] & 0xff);
        if ((fixed[0] & 0xf0) != 0x20) {
            throw new Bad("unknown version");
        }
        int command = fixed[0] & 0x0f;
        if (command > 1) {
            throw new Bad("unknown command");
        }
        if (length > MOST_V2) {
            throw new Bad("longer than " + MOST_V2 + " bytes");
        }
        byte[] body = exactly(in, length);
        int family = fixed[1] & 0xf0;
        if (command == 0 || family == 0x00 || family == 0x30) {
            return Optional.empty();
        }
        if ((family != 0x10 && family != 0x20) || (fixed[1] & 0x0f) != 1) {
            throw new Bad("not a TCP connection");
        }
        return Optional.of(addresses(body, family == 0x10 ? 4 : 16));
    }

    private static ProxyHeader addresses(byte[] body, int size) throws IOException {
        int block = size == 4 ? V4_BLOCK : V6_BLOCK;
        if (body.length < block) {
            throw new Bad("addresses missing");
        }
        return new ProxyHeader(endpoint(body, 0, size, 2 * size), endpoint(body, size, size, 2 * size + 2));
    }

    private static InetSocketAddress endpoint(byte[] body, int at, int size, int port) throws UnknownHostException {
        InetAddress address = InetAddress.getByAddress(Arrays.copyOfRange(body, at, at + size));
        return new InetSocketAddress(address, ((body[port] & 0xff) << 8) | (body[port + 1] & 0xff));
    }

    private static byte[] exactly(InputStream in, int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new Bad("ends early");
        }
        return bytes;
    }

    /** Reads that share one time limit, however small the pieces in which the peer sends. */
    private static final class TimedInput extends InputStream {
        private final Connection connection;
        private final LongSupplier nanoClock;
        private final long end;

        TimedInput(Connection connection, long nanos, LongSupplier nanoClock) {
            this.connection = connection;
            this.nanoClock = nanoClock;
            this.end = nanoClock.getAsLong() + nanos;
        }

        @Override
        public int read() throws IOException {
            limit();
            return connection.input().read();
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            limit();
            return connection.input().read(to, offset, length);
        }

        private void limit() throws IOException {
            long left = end - nanoClock.getAsLong();
            if (left <= 0) {
                throw new SocketTimeoutException("PROXY header not complete in time");
            }
            connection.timeout(Duration.ofNanos(left));
        }
    }
}
