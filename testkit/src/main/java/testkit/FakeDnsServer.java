package testkit;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A name server on the loopback, UDP and TCP on one free port, that says whatever a test wants: records, aliases, every
 * response code, silence, rubbish. A name it was not told of does not exist. Answers over 512 bytes are cut by UDP.
 */
public final class FakeDnsServer implements AutoCloseable {
    private static final int PORT = 53;
    private static final int UDP_LIMIT = 512;
    private static final int SERVFAIL = 2;
    private static final int NXDOMAIN = 3;
    private static final List<Integer> NUMBERS = List.of(1, 5, 12, 15, 16, 28);
    private static final List<String> TYPES = List.of("A", "CNAME", "PTR", "MX", "TXT", "AAAA");

    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final Map<String, Map<String, List<String>>> zone = new ConcurrentHashMap<>();
    private final Map<String, Integer> codes = new ConcurrentHashMap<>();
    private final List<String> questions = new CopyOnWriteArrayList<>();
    private volatile boolean silent;
    private volatile UnaryOperator<byte[]> twist = UnaryOperator.identity();

    private FakeDnsServer(DatagramSocket udp, ServerSocket tcp) {
        this.udp = udp;
        this.tcp = tcp;
    }

    /** Starts on a free port of 127.0.0.1. */
    public static FakeDnsServer start() throws IOException {
        InetAddress here = InetAddress.ofLiteral("127.0.0.1");
        for (int tries = 0; ; tries++) {
            ServerSocket tcp = new ServerSocket(0, 50, here);
            try {
                return start(new DatagramSocket(tcp.getLocalPort(), here), tcp);
            } catch (BindException taken) {
                // Free for TCP but not for UDP: another port.
                tcp.close();
                if (tries == 20) {
                    throw taken;
                }
            }
        }
    }

    /** Starts at {@code address}, on the port that a resolv.conf means; only root may. */
    public static FakeDnsServer startOnUsualPort(InetAddress address) throws IOException {
        return start(new DatagramSocket(PORT, address), new ServerSocket(PORT, 50, address));
    }

    private static FakeDnsServer start(DatagramSocket udp, ServerSocket tcp) {
        FakeDnsServer server = new FakeDnsServer(udp, tcp);
        Thread.ofPlatform().daemon().start(server::serveUdp);
        Thread.ofPlatform().daemon().start(server::serveTcp);
        return server;
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return new InetSocketAddress(udp.getLocalAddress(), udp.getLocalPort());
    }

    /** The name exists from now on, with one more record: {@code MX} as {@code 10 host}, others as their value. */
    public FakeDnsServer add(String name, String type, String value) {
        zone.computeIfAbsent(key(name), n -> new ConcurrentHashMap<>())
                .computeIfAbsent(type, t -> new CopyOnWriteArrayList<>())
                .add(value);
        return this;
    }

    /** The name exists from now on, perhaps without records. */
    public FakeDnsServer exists(String name) {
        zone.computeIfAbsent(key(name), n -> new ConcurrentHashMap<>());
        return this;
    }

    /** Every question about the name is answered SERVFAIL. */
    public FakeDnsServer servfail(String name) {
        return code(name, "*", SERVFAIL);
    }

    /** Questions of one type about the name ({@code *}: all) are answered with a bare response code. */
    public FakeDnsServer code(String name, String type, int code) {
        codes.put(key(name) + " " + type, code);
        return exists(name);
    }

    /** Stops or starts answering; connections by TCP are closed meanwhile. */
    public void silent(boolean now) {
        silent = now;
    }

    /** From now on every answer goes through {@code twist} before it is sent. */
    public void twist(UnaryOperator<byte[]> how) {
        twist = how;
    }

    /** The questions so far, as {@code name TYPE}, repeated ones too. */
    public List<String> questions() {
        return List.copyOf(questions);
    }

    @Override
    public void close() {
        udp.close();
        try {
            tcp.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private void serveUdp() {
        byte[] space = new byte[4096];
        while (!udp.isClosed()) {
            DatagramPacket query = new DatagramPacket(space, space.length);
            try {
                udp.receive(query);
                byte[] reply = reply(Arrays.copyOf(space, query.getLength()), UDP_LIMIT);
                if (reply != null) {
                    udp.send(new DatagramPacket(reply, reply.length, query.getSocketAddress()));
                }
            } catch (IOException closed) {
                // Either the test is over or the asker is gone.
            }
        }
    }

    private void serveTcp() {
        while (!tcp.isClosed()) {
            try (Socket peer = tcp.accept()) {
                peer.setSoTimeout(5000);
                DataInputStream in = new DataInputStream(peer.getInputStream());
                byte[] reply = reply(in.readNBytes(in.readUnsignedShort()), 65_000);
                if (reply != null) {
                    DataOutputStream out = new DataOutputStream(peer.getOutputStream());
                    out.writeShort(reply.length);
                    out.write(reply);
                    out.flush();
                }
            } catch (IOException closed) {
                // As above.
            }
        }
    }

    private byte @Nullable [] reply(byte[] query, int limit) throws IOException {
        int at = 12;
        List<String> labels = new ArrayList<>();
        while (query[at] != 0) {
            labels.add(new String(query, at + 1, query[at], StandardCharsets.ISO_8859_1));
            at += query[at] + 1;
        }
        String name = key(String.join(".", labels));
        int number = ByteBuffer.wrap(query, at + 1, 2).getShort();
        String type = NUMBERS.contains(number) ? TYPES.get(NUMBERS.indexOf(number)) : "TYPE" + number;
        questions.add(name + " " + type);
        if (silent) {
            return null;
        }
        byte[] question = Arrays.copyOfRange(query, 12, at + 5);
        byte[] full = message(query, question, name, type);
        return twist.apply(full.length <= limit ? full : head(query, question, 0, 0, true));
    }

    private byte[] message(byte[] query, byte[] question, String name, String type) throws IOException {
        Integer code = codes.getOrDefault(name + " " + type, codes.get(name + " *"));
        if (code != null) {
            return head(query, question, code, 0, false);
        }
        if (!zone.containsKey(name)) {
            return head(query, question, NXDOMAIN, 0, false);
        }
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        int count = 0;
        String here = name;
        for (int i = 0; i < 8 && !type.equals("CNAME") && !values(here, "CNAME").isEmpty(); i++) {
            String target = values(here, "CNAME").getFirst();
            record(records, here, "CNAME", target);
            count++;
            here = key(target);
        }
        for (String value : values(here, type)) {
            record(records, here, type, value);
            count++;
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(head(query, question, 0, count, false));
        records.writeTo(all);
        return all.toByteArray();
    }

    private List<String> values(String name, String type) {
        return zone.getOrDefault(name, Map.of()).getOrDefault(type, List.of());
    }

    private static byte[] head(byte[] query, byte[] question, int code, int count, boolean cut) {
        int flags = 0x8180 | code | (cut ? 0x200 : 0);
        return ByteBuffer.allocate(12 + question.length)
                .put(query, 0, 2)
                .putShort((short) flags)
                .putShort((short) 1)
                .putShort((short) count)
                .putInt(0)
                .put(question)
                .array();
    }

    private static void record(ByteArrayOutputStream to, String owner, String type, String value) throws IOException {
        byte[] data = data(type, value);
        DataOutputStream out = new DataOutputStream(to);
        out.write(wire(owner));
        out.writeShort(NUMBERS.get(TYPES.indexOf(type)));
        out.writeShort(1);
        out.writeInt(60);
        out.writeShort(data.length);
        out.write(data);
    }

    private static byte[] data(String type, String value) {
        return switch (type) {
            case "A", "AAAA" -> InetAddress.ofLiteral(value).getAddress();
            case "MX" -> {
                String[] words = value.split(" ", 2);
                byte[] host = wire(words[1]);
                yield ByteBuffer.allocate(2 + host.length)
                        .putShort((short) Integer.parseInt(words[0]))
                        .put(host)
                        .array();
            }
            case "TXT" -> {
                byte[] text = value.getBytes(StandardCharsets.ISO_8859_1);
                yield ByteBuffer.allocate(1 + text.length)
                        .put((byte) text.length)
                        .put(text)
                        .array();
            }
            default -> wire(value);
        };
    }

    private static byte[] wire(String name) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String label : name.split("\\.", -1)) {
            if (!label.isEmpty()) {
                byte[] bytes = label.getBytes(StandardCharsets.ISO_8859_1);
                out.write(bytes.length);
                out.writeBytes(bytes);
            }
        }
        out.write(0);
        return out.toByteArray();
    }
}
