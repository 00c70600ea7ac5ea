package eqmail.daemon;

import eqmail.auth.Claim;
import eqmail.log.Log;
import eqmail.pop3.Maildrop;
import eqmail.pop3.Maildrops;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * Mailboxes that the root helper opens as their owners, once it has seen for itself that the claim is true.
 *
 * @param helper where it listens
 */
record HelperMaildrops(HelperSocket helper, Log log) implements Maildrops {
    @Override
    public Opening open(Claim claim, Map<String, String> environment) {
        String file = Checkers.file(environment);
        Box box = null;
        try {
            if (!CheckProtocol.admits(file)) {
                throw new IOException(file + ": not a file in control/ with a name in small letters");
            }
            box = new Box(helper.open());
            Opening opening = box.begin(new CheckProtocol.Request(file, claim, environment));
            if (opening instanceof Opening.Denied) {
                box.close();
            }
            return opening;
        } catch (IOException trouble) {
            log.line("warning: unable to have a mailbox opened: " + trouble.getMessage());
            if (box != null) {
                box.close();
            }
            return new Opening.Denied(Denial.TROUBLE);
        }
    }

    /** One mailbox, for as long as the connection lasts. */
    private static final class Box implements Maildrop {
        private final SocketChannel channel;
        private final DataInputStream in;
        private final DataOutputStream out;
        private List<Entry> entries = List.of();

        Box(SocketChannel channel) {
            this.channel = channel;
            this.in = new DataInputStream(
                    new BufferedInputStream(Channels.newInputStream(channel), MailboxProtocol.PIECE));
            this.out = new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel)));
        }

        Opening begin(CheckProtocol.Request request) throws IOException {
            CheckProtocol.write(out, MailboxProtocol.WORD, request);
            int letter = in.readUnsignedByte();
            if (letter != MailboxProtocol.OPENED) {
                return new Opening.Denied(MailboxProtocol.denial(letter));
            }
            entries = MailboxProtocol.readEntries(in);
            return new Opening.Opened(this);
        }

        @Override
        public List<Entry> entries() {
            return entries;
        }

        @Override
        public InputStream open(int index) throws IOException {
            out.writeByte(MailboxProtocol.OPEN);
            out.writeInt(index);
            out.flush();
            if (in.readUnsignedByte() != MailboxProtocol.YES) {
                throw new IOException("a message that cannot be opened");
            }
            return new Pieces();
        }

        @Override
        public int finish(BitSet deleted) throws IOException {
            MailboxProtocol.writeFinish(out, deleted);
            return in.readInt();
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException gone) {
                // The helper notices, and that is all it has to do.
            }
        }

        /** The message that was opened last. What is not wanted any more is never asked for. */
        private final class Pieces extends InputStream {
            private int left;
            private boolean ended;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] to, int offset, int length) throws IOException {
                if (left == 0 && !ended) {
                    next();
                }
                if (ended) {
                    return -1;
                }
                int got = in.read(to, offset, Math.min(length, left));
                if (got < 0) {
                    throw new IOException("cut off inside a message");
                }
                left -= got;
                return got;
            }

            @Override
            public void close() throws IOException {
                in.skipNBytes(left);
                left = 0;
                ended = true;
            }

            private void next() throws IOException {
                out.writeByte(MailboxProtocol.READ);
                out.flush();
                left = in.readInt();
                if (left < 0 || left > MailboxProtocol.PIECE) {
                    throw MailboxProtocol.malformed();
                }
                ended = left == 0;
            }
        }
    }
}
