package eqmail.daemon;

import eqmail.bytes.Latin1;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.regex.Pattern;

/**
 * How the network part has the root helper read a private key for it, one connection a file.
 *
 * <pre>
 * request   "secret 1\n"   u16 text: file, relative to the home
 * answer    u8 y   u32 length   so many bytes
 *           u8 n
 * </pre>
 *
 * Only files that hold a key for TLS by their name can be asked for; why one is refused stands in the helper's log.
 */
final class SecretProtocol {
    /** The first line of a request. */
    static final String WORD = "secret 1\n";

    /** Hundreds of certificates; nobody's file for one server is larger. */
    static final int LARGEST = 1 << 20;

    private static final Pattern FILE =
            Pattern.compile("control/(servercert|clientcert|servercerts/[A-Za-z0-9_][A-Za-z0-9._-]{0,252})\\.pem");
    private static final int LONGEST_NAME = 300;
    private static final int YES = 'y';
    private static final int NO = 'n';

    private SecretProtocol() {}

    /** Can the helper be asked for {@code file}? */
    static boolean admits(String file) {
        return FILE.matcher(file).matches();
    }

    static void writeRequest(DataOutputStream out, String file) throws IOException {
        out.write(Latin1.bytes(WORD));
        byte[] name = Latin1.bytes(file);
        out.writeShort(name.length);
        out.write(name);
        out.flush();
    }

    /**
     * Reads what follows {@link #WORD}.
     *
     * @throws IOException when the peer does not keep to the format, or asks for another file
     */
    static String readRequest(DataInputStream in) throws IOException {
        int length = in.readUnsignedShort();
        if (length > LONGEST_NAME) {
            throw new IOException("malformed request for a file");
        }
        byte[] name = new byte[length];
        in.readFully(name);
        String file = Latin1.string(name);
        if (!admits(file)) {
            throw new IOException("request for a file that is none of those with keys");
        }
        return file;
    }

    static void writeFile(DataOutputStream out, byte[] content) throws IOException {
        out.writeByte(YES);
        out.writeInt(content.length);
        out.write(content);
        out.flush();
    }

    static void writeRefusal(DataOutputStream out) throws IOException {
        out.writeByte(NO);
        out.flush();
    }

    /** The content; {@code IOException} if it was refused. */
    static byte[] readFile(DataInputStream in) throws IOException {
        if (in.readUnsignedByte() != YES) {
            throw new IOException("refused");
        }
        int length = in.readInt();
        if (length < 0 || length > LARGEST) {
            throw new IOException("malformed answer of the root helper");
        }
        byte[] content = new byte[length];
        in.readFully(content);
        return content;
    }
}
