package eqmail.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.bytes.Latin1;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyHeaderTest {
    private static final byte[] SIGNATURE = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};
    private static final int PROXY = 0x21;
    private static final int LOCAL = 0x20;
    private static final int TCP4 = 0x11;
    private static final int TCP6 = 0x21;
    private static final byte[] V4_BLOCK = {(byte) 192, 0, 2, 1, (byte) 192, 0, 2, 2, (byte) 0xff, (byte) 0xff, 0, 25};

    @Test
    void readsVersion1OfIpv4() throws IOException {
        ByteArrayInputStream in = stream("PROXY TCP4 192.0.2.1 192.0.2.2 65535 25\r\nEHLO x\r\n");
        assertThat(ProxyHeader.read(in)).contains(header("192.0.2.1", 65535, "192.0.2.2", 25));
        assertThat(Latin1.string(in.readAllBytes())).as("not a byte more").isEqualTo("EHLO x\r\n");
    }

    @Test
    void readsVersion1OfIpv6() throws IOException {
        assertThat(ProxyHeader.read(stream("PROXY TCP6 2001:db8::1 ::1 0 1\r\n")))
                .contains(header("2001:db8::1", 0, "::1", 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROXY UNKNOWN\r\n", "PROXY UNKNOWN ffff:f...f:ffff 65535 65535 whatever\r\n"})
    void takesTheSocketsAddressesForUnknown(String line) throws IOException {
        assertThat(ProxyHeader.read(stream(line))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "PROXY",
                "EHLO client.example\r\n",
                "proxy TCP4 1.2.3.4 1.2.3.4 1 1\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 1\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 1 1 1\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 1 1 \r\n",
                "PROXY  TCP4 1.2.3.4 1.2.3.4 1 1\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 65536 1\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 01 1\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 -1 1\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 1x 1\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4  1\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.256 1 1\r\n",
                "PROXY TCP4 ::1 ::1 1 1\r\n",
                "PROXY TCP6 1.2.3.4 1.2.3.4 1 1\r\n",
                "PROXY TCP6 fe80::1%1 ::1 1 1\r\n",
                "PROXY UDP4 1.2.3.4 1.2.3.4 1 1\r\n",
                "PROXY UNKNOWNX\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 1 1\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 1 1\r",
                "PROXY TCP4 1.2.3.4 1.2.3.4 1 1",
                "PROXY TCP4\r\nPROXY TCP4 1.2.3.4 1.2.3.4 1 1\r\n",
                "PROXY UNKN\r\n"
            })
    void refusesWhatIsNoVersion1Header(String text) {
        assertThatThrownBy(() -> ProxyHeader.read(stream(text))).isInstanceOf(ProxyHeader.Bad.class);
    }

    @Test
    void limitsTheLengthOfALine() throws IOException {
        String longest = "PROXY UNKNOWN " + "x".repeat(ProxyHeader.MOST_V1 - 16) + "\r\n";
        assertThat(longest).hasSize(ProxyHeader.MOST_V1);
        assertThat(ProxyHeader.read(stream(longest))).isEmpty();
        ByteArrayInputStream longer = stream(longest.replace("\r\n", "x\r\n") + "y".repeat(1000));
        assertThatThrownBy(() -> ProxyHeader.read(longer)).hasMessage("bad PROXY header: line too long");
        assertThat(longer.available()).isGreaterThan(999);
    }

    @Test
    void readsVersion2OfIpv4AndLeavesTheRest() throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream(join(
                v2(PROXY, TCP4, join(V4_BLOCK, new byte[] {4, 0, 1, 7})), new byte[] {9}));
        assertThat(ProxyHeader.read(in)).contains(header("192.0.2.1", 65535, "192.0.2.2", 25));
        assertThat(in.readAllBytes()).containsExactly(9);
    }

    @Test
    void readsVersion2OfIpv6() throws IOException {
        byte[] block = new byte[36];
        block[0] = 0x20;
        block[1] = 1;
        block[15] = 1;
        block[31] = 1;
        block[33] = 7;
        block[35] = 25;
        assertThat(ProxyHeader.read(new ByteArrayInputStream(v2(PROXY, TCP6, block))))
                .contains(header("2001::1", 7, "::1", 25));
    }

    @Test
    void takesTheSocketsAddressesForLocalAndOtherFamilies() throws IOException {
        assertThat(ProxyHeader.read(new ByteArrayInputStream(v2(LOCAL, TCP4, V4_BLOCK))))
                .isEmpty();
        assertThat(ProxyHeader.read(new ByteArrayInputStream(v2(LOCAL, 0, new byte[0]))))
                .isEmpty();
        assertThat(ProxyHeader.read(new ByteArrayInputStream(v2(PROXY, 0, new byte[0]))))
                .isEmpty();
        assertThat(ProxyHeader.read(new ByteArrayInputStream(v2(PROXY, 0x31, new byte[216]))))
                .isEmpty();
    }

    @Test
    void refusesBrokenVersion2Headers() {
        List<byte[]> broken = List.of(
                v2(0x11, TCP4, V4_BLOCK),
                v2(0x22, TCP4, V4_BLOCK),
                v2(PROXY, 0x12, V4_BLOCK),
                v2(PROXY, 0x10, V4_BLOCK),
                v2(PROXY, 0x41, V4_BLOCK),
                v2(PROXY, TCP4, new byte[11]),
                v2(PROXY, TCP6, new byte[35]),
                v2(PROXY, TCP4, new byte[0]));
        for (byte[] each : broken) {
            assertThatThrownBy(() -> ProxyHeader.read(new ByteArrayInputStream(each)))
                    .isInstanceOf(ProxyHeader.Bad.class);
        }
    }

    @Test
    void refusesAHeaderCutShortAtAnyByte() {
        byte[] v2 = v2(PROXY, TCP4, V4_BLOCK);
        byte[] v1 = Latin1.bytes("PROXY TCP4 1.2.3.4 1.2.3.4 1 1\r\n");
        for (byte[] whole : List.of(v1, v2)) {
            for (int length = 0; length < whole.length; length++) {
                InputStream cut = new ByteArrayInputStream(whole, 0, length);
                assertThatThrownBy(() -> ProxyHeader.read(cut)).isInstanceOf(ProxyHeader.Bad.class);
            }
        }
    }

    @Test
    void limitsTheLengthOfVersion2() throws IOException {
        byte[] longest = v2(LOCAL, 0, new byte[ProxyHeader.MOST_V2]);
        assertThat(ProxyHeader.read(new ByteArrayInputStream(longest))).isEmpty();
        byte[] longer = v2(LOCAL, 0, new byte[ProxyHeader.MOST_V2 + 1]);
        assertThatThrownBy(() -> ProxyHeader.read(new ByteArrayInputStream(longer)))
                .hasMessage("bad PROXY header: longer than 4096 bytes");
    }

    @Test
    void answersAnyBytesWithAHeaderOrBad() throws IOException {
        Random random = new Random(42);
        byte[][] seeds = {
            v2(PROXY, TCP4, V4_BLOCK), v2(PROXY, TCP6, new byte[36]), Latin1.bytes("PROXY TCP6 ::1 ::1 1 1\r\n")
        };
        int good = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = seeds[i % seeds.length].clone();
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                ProxyHeader.read(new ByteArrayInputStream(bytes));
                good++;
            } catch (ProxyHeader.Bad expected) {
                assertThat(expected).hasMessageStartingWith("bad PROXY header: ");
            }
        }
        assertThat(good).isBetween(1, 49_999);
    }

    @Test
    void sharesOneTimeLimitAmongAllReads() throws IOException {
        AtomicLong now = new AtomicLong();
        List<Duration> limits = new ArrayList<>();
        Connection slow = new Connection() {
            private final InputStream bytes = stream("PROXY TCP4 1.2.3.4 1.2.3.4 1 1\r\n");

            @Override
            public InputStream input() {
                return new InputStream() {
                    @Override
                    public int read() throws IOException {
                        now.addAndGet(Duration.ofSeconds(1).toNanos());
                        return bytes.read();
                    }

                    @Override
                    public int read(byte[] to, int offset, int length) throws IOException {
                        if (length == 0) {
                            return 0;
                        }
                        int b = read();
                        to[offset] = (byte) b;
                        return b < 0 ? -1 : 1;
                    }
                };
            }

            @Override
            public OutputStream output() {
                return new ByteArrayOutputStream();
            }

            @Override
            public void timeout(Duration each) {
                limits.add(each);
            }

            @Override
            public void close() {}
        };
        assertThatThrownBy(() -> ProxyHeader.read(slow, Duration.ofSeconds(20), now::get))
                .isInstanceOf(SocketTimeoutException.class);
        assertThat(limits)
                .startsWith(Duration.ofSeconds(20), Duration.ofSeconds(19))
                .endsWith(Duration.ofSeconds(2), Duration.ofSeconds(1));
    }

    private static ProxyHeader header(String remote, int remotePort, String local, int localPort) {
        return new ProxyHeader(
                new InetSocketAddress(IpText.parse(remote).orElseThrow(), remotePort),
                new InetSocketAddress(IpText.parse(local).orElseThrow(), localPort));
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(Latin1.bytes(text));
    }

    private static byte[] v2(int command, int family, byte[] body) {
        byte[] fixed = {(byte) command, (byte) family, (byte) (body.length >> 8), (byte) body.length};
        return join(SIGNATURE, fixed, body);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
