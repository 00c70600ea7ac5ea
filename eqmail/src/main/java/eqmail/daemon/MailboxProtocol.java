package eqmail.daemon;

import eqmail.bytes.Latin1;
import eqmail.pop3.MaildirDrop;
import eqmail.pop3.Maildrop;
import eqmail.pop3.Maildrops.Denial;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A mailbox over the root helper's socket: a claim goes there as in {@link CheckProtocol}, an answer comes back, and if it is
 * good the messages with names and sizes. Then, until the connection ends, the text of one message after another, in pieces,
 * and at last which are to go. Both sides hold the other to the limits.
 */
final class MailboxProtocol {
    /** The first line of a request. */
    static final String WORD = "mailbox 1\n";

    /** The letter that comes before the messages. */
    static final int OPENED = 'o';

    /** Commands of a session. */
    static final int OPEN = 'o';

    static final int READ = 'r';
    static final int FINISH = 'f';

    /** Answers to {@link #OPEN}. */
    static final int YES = 'y';

    static final int NO = 'n';

    /** Most bytes of a message in one answer. */
    static final int PIECE = 32 * 1024;

    private MailboxProtocol() {}

    static void write(DataOutputStream out, Denial why) throws IOException {
        out.writeByte(
                switch (why) {
                    case WRONG -> 'w';
                    case TROUBLE -> 't';
                    case IN_USE -> 'u';
                    case MISSING -> 'm';
                });
        out.flush();
    }

    /** The denial that {@code letter} means, which was not {@link #OPENED}. */
    static Denial denial(int letter) throws IOException {
        return switch (letter) {
            case 'w' -> Denial.WRONG;
            case 't' -> Denial.TROUBLE;
            case 'u' -> Denial.IN_USE;
            case 'm' -> Denial.MISSING;
            default -> throw malformed();
        };
    }

    static void write(DataOutputStream out, List<Maildrop.Entry> entries) throws IOException {
        out.writeByte(OPENED);
        out.writeInt(entries.size());
        for (Maildrop.Entry entry : entries) {
            byte[] uid = Latin1.bytes(entry.uid());
            out.writeByte(uid.length);
            out.write(uid);
            out.writeLong(entry.size());
        }
        out.flush();
    }

    /** The entries that follow {@link #OPENED}. */
    static List<Maildrop.Entry> readEntries(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > MaildirDrop.MOST_MESSAGES) {
            throw malformed();
        }
        List<Maildrop.Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] uid = new byte[in.readUnsignedByte()];
            in.readFully(uid);
            entries.add(new Maildrop.Entry(Latin1.string(uid), in.readLong()));
        }
        return List.copyOf(entries);
    }

    static void writeFinish(DataOutputStream out, BitSet deleted) throws IOException {
        out.writeByte(FINISH);
        out.writeInt(deleted.cardinality());
        for (int i = deleted.nextSetBit(0); i >= 0; i = deleted.nextSetBit(i + 1)) {
            out.writeInt(i);
        }
        out.flush();
    }

    /** What follows {@link #FINISH}, for a mailbox of {@code count} messages. */
    static BitSet readFinish(DataInputStream in, int count) throws IOException {
        BitSet deleted = new BitSet();
        int numbers = in.readInt();
        if (numbers < 0 || numbers > count) {
            throw malformed();
        }
        for (int i = 0; i < numbers; i++) {
            deleted.set(index(in, count));
        }
        return deleted;
    }

    /** The number of a message, for a mailbox of {@code count}. */
    static int index(DataInputStream in, int count) throws IOException {
        int index = in.readInt();
        if (index < 0 || index >= count) {
            throw malformed();
        }
        return index;
    }

    static IOException malformed() {
        return new IOException("malformed talk about a mailbox");
    }
}
