package eqmail.smtpd;

import eqmail.bytes.Latin1;
import eqmail.net.Connection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A client that acts in the server's own thread: whenever the server waits for input, what it has written so far is one
 * answer, and the next packet of the script is handed out. After the script the client closes.
 */
public final class ScriptedPeer implements Connection {
    /** Instead of a packet: the client stays silent for longer than any timeout. */
    public static final String SILENCE = "(silence)";

    private final Queue<String> packets = new ArrayDeque<>();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final List<String> answers = new ArrayList<>();
    private String packet = "";
    private Runnable beforePacket = () -> {};
    private @Nullable IOException writeFault;
    private int writesBeforeFault = Integer.MAX_VALUE;

    public ScriptedPeer(List<String> script) {
        packets.addAll(script);
    }

    public ScriptedPeer(String... script) {
        this(List.of(script));
    }

    /** Runs {@code event} before each packet. */
    public ScriptedPeer before(Runnable event) {
        beforePacket = event;
        return this;
    }

    /** Packets that the server has not asked for. */
    public int left() {
        return packets.size();
    }

    /** After {@code writes} writes every further one fails. */
    public ScriptedPeer failingAfter(int writes, IOException fault) {
        writesBeforeFault = writes;
        writeFault = fault;
        return this;
    }

    /** What came before each packet, and at the end what came after the last one. */
    public List<String> answers() {
        List<String> all = new ArrayList<>(answers);
        all.add(Latin1.string(written.toByteArray()));
        return all;
    }

    /** Everything the server wrote. */
    public String transcript() {
        return String.join("", answers());
    }

    @Override
    public InputStream input() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] to, int offset, int length) throws IOException {
                if (packet.isEmpty()) {
                    answers.add(Latin1.string(written.toByteArray()));
                    written.reset();
                    if (packets.isEmpty()) {
                        return -1;
                    }
                    beforePacket.run();
                    packet = packets.remove();
                    if (packet.equals(SILENCE)) {
                        packet = "";
                        throw new SocketTimeoutException("silence");
                    }
                }
                byte[] bytes = Latin1.bytes(packet);
                int count = Math.min(length, bytes.length);
                System.arraycopy(bytes, 0, to, offset, count);
                packet = packet.substring(count);
                return count;
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
                IOException fault = writeFault;
                if (fault != null && writesBeforeFault-- <= 0) {
                    throw fault;
                }
                written.write(bytes, offset, length);
            }
        };
    }

    @Override
    public void timeout(Duration each) {
        // A script knows no time; silence is a packet of its own.
    }

    @Override
    public void close() {
        packets.clear();
    }
}
