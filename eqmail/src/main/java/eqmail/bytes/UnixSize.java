package eqmail.bytes;

/** Counts a text's bytes in unix form while it passes in either form. */
public final class UnixSize {
    private long bytes;
    private long lineEnds;
    private long stuffedDots;
    private byte last = '\n';

    /** Counts the next bytes of the text. */
    public void count(byte[] text, int offset, int length) {
        byte before = last;
        for (int i = offset; i < offset + length; i++) {
            byte b = text[i];
            if (b == '\n' && before == '\r') {
                lineEnds++;
            } else if (b == '.' && before == '\n') {
                stuffedDots++;
            }
            before = b;
        }
        last = before;
        bytes += length;
    }

    /** Its size, if they were in unix form. */
    public long ofUnix() {
        return bytes;
    }

    /** Its size, if they were in wire form. */
    public long ofWire() {
        return bytes - lineEnds - stuffedDots;
    }
}
