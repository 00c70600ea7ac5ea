package eqmail.queue;

import eqmail.bytes.ByteInput;
import eqmail.bytes.Latin1;
import eqmail.mail.Envelope;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads qmail-queue's second descriptor: {@code F} sender NUL, {@code T} recipient NUL for each recipient, then one more
 * NUL (qmail-queue.8). Bytes after that are not looked at.
 */
final class EnvelopeReader {
    /** Longest address in bytes; the original's ADDR is 1003 with the NUL. */
    static final int MAX_ADDRESS = 1002;
    /**
     * Most bytes of one envelope: some 300,000 recipients. Beyond that the message is put off (51) rather than letting
     * one caller fill the heap.
     */
    static final int MAX_ENVELOPE = 16 * 1024 * 1024;

    private final ByteInput in;
    private int total;

    EnvelopeReader(InputStream in) {
        this.in = new ByteInput(in);
    }

    /** Reads one envelope, or says with which exit code of qmail-queue the message is refused. */
    Envelope read() throws QueueFault {
        if (letter() != 'F') {
            throw new QueueFault(QueueFault.BAD_ENVELOPE);
        }
        String sender = address();
        List<String> recipients = new ArrayList<>();
        for (int letter = letter(); letter != 0; letter = letter()) {
            if (letter != 'T') {
                throw new QueueFault(QueueFault.BAD_ENVELOPE);
            }
            recipients.add(address());
        }
        return new Envelope(sender, recipients);
    }

    private String address() throws QueueFault {
        ByteArrayOutputStream address = new ByteArrayOutputStream(64);
        for (int b = letter(); b != 0; b = letter()) {
            if (address.size() == MAX_ADDRESS) {
                throw new QueueFault(QueueFault.ADDRESS_TOO_LONG);
            }
            address.write(b);
        }
        return Latin1.string(address.toByteArray());
    }

    private int letter() throws QueueFault {
        int b = next();
        if (b < 0) {
            throw new QueueFault(QueueFault.READ_ERROR);
        }
        if (++total > MAX_ENVELOPE) {
            throw new QueueFault(QueueFault.NO_MEMORY);
        }
        return b;
    }

    private int next() throws QueueFault {
        try {
            return in.read();
        } catch (IOException e) {
            throw new QueueFault(QueueFault.READ_ERROR, e);
        }
    }
}
