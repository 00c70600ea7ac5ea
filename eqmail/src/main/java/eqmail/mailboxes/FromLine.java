package eqmail.mailboxes;

import eqmail.bytes.Latin1;
import eqmail.time.MailTime;
import java.time.Instant;

/** The From_ line that begins a message in an mbox (mbox(5)). */
final class FromLine {
    private static final String RETURN_PATH = "Return-Path: <";
    /** Stands for a sender that nobody noted. */
    private static final String UNKNOWN = "XXX";

    private FromLine() {}

    /**
     * For a message of a maildir, which names its sender in its first line.
     *
     * @param bytes the message, of which the first {@code length} bytes are looked at
     */
    static String of(byte[] bytes, int length, Instant delivered) {
        return "From " + sender(firstLine(bytes, length)) + " " + MailTime.ctime(delivered) + "\n";
    }

    private static String firstLine(byte[] bytes, int length) {
        int end = 0;
        while (end < length && bytes[end] != '\n') {
            end++;
        }
        return Latin1.string(bytes, 0, end);
    }

    private static String sender(String line) {
        if (!line.startsWith(RETURN_PATH)) {
            return UNKNOWN;
        }
        if (line.startsWith(">", RETURN_PATH.length())) {
            return "MAILER-DAEMON";
        }
        int end = Math.max(RETURN_PATH.length(), line.length() - 1);
        return line.substring(RETURN_PATH.length(), end).replace(' ', '-').replace('\t', '-');
    }
}
