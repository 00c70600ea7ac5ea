package eqmail.tls;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Blocks of a text in PEM (RFC 7468): {@code -----BEGIN LABEL-----}, base64, {@code -----END LABEL-----}. What stands
 * around them is explanation and not looked at.
 */
final class Pem {
    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";
    private static final int LINE = 64;

    private final String label;
    private final byte[] bytes;
    private final boolean encrypted;

    private Pem(String label, byte[] bytes, boolean encrypted) {
        this.label = label;
        this.bytes = bytes;
        this.encrypted = encrypted;
    }

    /** What it is, for example {@code CERTIFICATE}. */
    String label() {
        return label;
    }

    /** The content; empty if it is {@link #encrypted}. */
    byte[] bytes() {
        return bytes.clone();
    }

    /** Has it the header of OpenSSL's old way of encryption? */
    boolean encrypted() {
        return encrypted;
    }

    /**
     * All blocks in their order.
     *
     * @throws IllegalArgumentException if a block does not end or is no base64
     */
    static List<Pem> blocks(String text) {
        List<Pem> blocks = new ArrayList<>();
        String label = null;
        boolean encrypted = false;
        StringBuilder base64 = new StringBuilder();
        for (String raw : text.split("\n", -1)) {
            String line = raw.strip();
            if (label == null) {
                if (line.startsWith(BEGIN) && line.endsWith(DASHES)) {
                    label = line.substring(BEGIN.length(), line.length() - DASHES.length());
                    encrypted = false;
                    base64.setLength(0);
                }
            } else if (line.equals(END + label + DASHES)) {
                byte[] bytes = encrypted ? new byte[0] : Base64.getDecoder().decode(base64.toString());
                blocks.add(new Pem(label, bytes, encrypted));
                label = null;
            } else if (line.indexOf(':') >= 0) {
                encrypted |= line.startsWith("Proc-Type:") && line.endsWith("ENCRYPTED");
            } else {
                base64.append(line);
            }
        }
        if (label != null) {
            throw new IllegalArgumentException("no end of " + label);
        }
        return blocks;
    }

    /** The text of a block. */
    static String text(String label, byte[] bytes) {
        String base64 = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(bytes);
        return BEGIN + label + DASHES + "\n" + base64 + "\n" + END + label + DASHES + "\n";
    }
}
