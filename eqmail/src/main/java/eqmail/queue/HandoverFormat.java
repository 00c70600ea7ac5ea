package eqmail.queue;

import eqmail.bytes.ChunkInput;
import eqmail.bytes.ChunkOutput;
import eqmail.bytes.Latin1;
import eqmail.bytes.Scan;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.OptionalInt;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;

/**
 * How a short command hands a message to the daemon, on its socket or as a file in the drop directory (ADR 0003).
 *
 * <pre>
 * "eqmail-queue 1\n"         or, from root only, "eqmail-queue 1 as UID\n"
 * chunked part               the message, unix form, as on qmail-queue's descriptor 0
 * chunked part               the envelope, as on qmail-queue's descriptor 1
 * u32                        CRC32C of the bytes of both
 * </pre>
 *
 * Parts are those of {@link ChunkOutput}. A writer that dies leaves a stream without its CRC, which is never a message.
 * Who sends is asked of the system; only root and the server itself may name an account they act for ({@link Origins}).
 */
final class HandoverFormat {
    private static final String MAGIC = "eqmail-queue 1";
    private static final String ON_BEHALF = MAGIC + " as ";
    /** The first line at its longest, with a ten-digit account. */
    private static final int MAX_FIRST_LINE = 40;

    private HandoverFormat() {}

    /** Writes one message: text, {@link #endPart}, envelope, {@link #end}. */
    static final class Writer {
        private final DataOutputStream out;
        private final ChunkOutput chunks;
        private final CRC32C crc = new CRC32C();

        /** @param account whom root acts for; empty for the caller itself */
        Writer(OutputStream out, OptionalInt account) throws IOException {
            this.out = new DataOutputStream(out);
            this.chunks = new ChunkOutput(out);
            String line = account.isPresent() ? ON_BEHALF + Integer.toUnsignedString(account.getAsInt()) : MAGIC;
            this.out.write(Latin1.bytes(line + "\n"));
        }

        void write(byte[] bytes, int offset, int length) throws IOException {
            chunks.write(bytes, offset, length);
            crc.update(bytes, offset, length);
        }

        void endPart() throws IOException {
            chunks.end();
        }

        void end() throws IOException {
            endPart();
            out.writeInt((int) crc.getValue());
            out.flush();
        }
    }

    /** Reads one message; {@link #part()} twice, then {@link #end()}. */
    static final class Reader {
        private final DataInputStream in;
        private final CRC32C crc = new CRC32C();
        private final OptionalInt account;

        /** @throws IOException when the stream does not begin as it must */
        Reader(InputStream in) throws IOException {
            this.in = new DataInputStream(in);
            String line = firstLine();
            if (line.startsWith(ON_BEHALF)) {
                long uid = Scan.number(line.substring(ON_BEHALF.length())).orElseThrow(Reader::foreign);
                account = OptionalInt.of((int) uid);
            } else if (line.equals(MAGIC)) {
                account = OptionalInt.empty();
            } else {
                throw foreign();
            }
        }

        /** The account that the sender claims to act for; {@link Origins} knows from whom that is believed. */
        OptionalInt account() {
            return account;
        }

        /** The next part; it must be read to its end before anything else. */
        InputStream part() {
            return new CheckedInputStream(new ChunkInput(in), crc);
        }

        /** @throws IOException when the stream ends before its CRC or the CRC is wrong */
        void end() throws IOException {
            if (in.readInt() != (int) crc.getValue()) {
                throw new IOException("checksum of handed-over message is wrong");
            }
        }

        private String firstLine() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int b = in.readUnsignedByte(); b != '\n'; b = in.readUnsignedByte()) {
                if (line.length() == MAX_FIRST_LINE) {
                    throw foreign();
                }
                line.append((char) b);
            }
            return line.toString();
        }

        private static IOException foreign() {
            return new IOException("not a message for eqmail-queue");
        }
    }
}
