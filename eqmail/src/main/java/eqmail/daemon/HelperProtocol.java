package eqmail.daemon;

import eqmail.bytes.ChunkInput;
import eqmail.bytes.ChunkOutput;
import eqmail.bytes.Latin1;
import eqmail.mail.Body;
import eqmail.mail.BodyForm;
import eqmail.mail.Verdict;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * What the network process and the root helper say to each other about deliveries, one connection each. Another first
 * line is another kind of request: see {@link CheckProtocol}.
 *
 * <pre>
 * request   "deliver 1\n"   u16 text: sender   u16 text: recipient   u8 body form w or u   u64 size in unix form
 *           chunked part: the body
 * answer    u8 letter K, Z or D   u16 text: report
 * </pre>
 *
 * A u16 text is its big-endian length and so many bytes. The helper believes nothing of it but the text of the message:
 * it looks up the account itself and checks every length.
 */
final class HelperProtocol {
    /** The first line of a request. */
    static final String WORD = "deliver 1\n";

    private static final int LONGEST_WORD = 20;
    private static final int WIRE = 'w';
    private static final int UNIX = 'u';
    /** What a u16 can say. */
    private static final int MAX_TEXT = 0xffff;

    private HelperProtocol() {}

    /**
     * One delivery that root shall do; the body follows it.
     *
     * @param form how the body is written
     * @param size its size in unix form, as the peer says
     */
    record Request(String sender, String recipient, BodyForm form, long size) {}

    static void write(DataOutputStream out, String sender, String recipient, Body body) throws IOException {
        out.write(Latin1.bytes(WORD));
        writeText(out, sender);
        writeText(out, recipient);
        out.writeByte(body.form() == BodyForm.WIRE ? WIRE : UNIX);
        out.writeLong(body.size());
        ChunkOutput chunks = new ChunkOutput(out);
        body.copyTo(chunks);
        chunks.end();
        out.flush();
    }

    /** The first line of a request, with its LF; what comes in its place if there is none. */
    static String readWord(DataInputStream in) throws IOException {
        StringBuilder word = new StringBuilder();
        for (int b = 0; b != '\n' && word.length() < LONGEST_WORD; ) {
            b = in.readUnsignedByte();
            word.append((char) b);
        }
        return word.toString();
    }

    /**
     * Reads what follows {@link #WORD}.
     *
     * @throws IOException when the peer does not keep to the format
     */
    static Request readRequest(DataInputStream in) throws IOException {
        String sender = readText(in);
        String recipient = readText(in);
        int form = in.readUnsignedByte();
        long size = in.readLong();
        if ((form != WIRE && form != UNIX) || size < 0) {
            throw new IOException("malformed request to the root helper");
        }
        return new Request(sender, recipient, form == WIRE ? BodyForm.WIRE : BodyForm.UNIX, size);
    }

    /** The body that follows a request; to be read to its end. */
    static InputStream body(DataInputStream in) {
        return new ChunkInput(in);
    }

    static void write(DataOutputStream out, Verdict verdict) throws IOException {
        out.writeByte(verdict.letter());
        writeText(out, verdict.text());
        out.flush();
    }

    static Verdict readVerdict(DataInputStream in) throws IOException {
        char letter = (char) in.readUnsignedByte();
        return Verdict.of(letter, readText(in));
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = Latin1.bytes(text);
        if (bytes.length > MAX_TEXT) {
            throw new IOException("text of " + bytes.length + " bytes for the root helper");
        }
        out.writeShort(bytes.length);
        out.write(bytes);
    }

    private static String readText(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readUnsignedShort()];
        in.readFully(bytes);
        return Latin1.string(bytes);
    }
}
