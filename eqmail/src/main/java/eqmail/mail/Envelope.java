package eqmail.mail;

import eqmail.bytes.Latin1;
import java.util.List;

/**
 * Who sent a message and who shall get it.
 *
 * @param sender return path, bytes without NUL; empty for a bounce
 * @param recipients in the order they were given; may be empty (legal for qmail-queue)
 */
public record Envelope(String sender, List<String> recipients) {
    /** Copies the list. */
    public Envelope {
        recipients = List.copyOf(recipients);
    }

    /** The bytes of qmail-queue's descriptor 1: {@code F} sender NUL, {@code T} recipient NUL for each, NUL. */
    public byte[] encode() {
        StringBuilder out = new StringBuilder().append('F').append(sender).append('\0');
        recipients.forEach(r -> out.append('T').append(r).append('\0'));
        return Latin1.bytes(out.append('\0').toString());
    }
}
