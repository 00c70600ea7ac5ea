package eqmail.bounce;

import eqmail.bytes.Latin1;
import eqmail.mail.Address;
import eqmail.mail.Body;
import eqmail.mail.Envelope;
import eqmail.time.MailTime;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/**
 * The message that tells a sender what failed (delivery.md 5.8; RFC 3834 for the empty sender; the plain form of
 * qmail-send, which QSBMF describes).
 */
public final class Bounce {
    private static final String FIRST_FAILURE = """
        I'm afraid I wasn't able to deliver your message to the following addresses.
        This is a permanent error; I've given up. Sorry it didn't work out.
        """;

    private static final String SECOND_FAILURE = """
        I tried to deliver a bounce message to this address, but the bounce bounced!
        """;

    private static final String VERP_END = "-@[]";

    private final BounceNames names;
    private final String returnPath;

    /**
     * A bounce for a message.
     *
     * @param sender envelope sender of the failed message, as accepted
     */
    public Bounce(BounceNames names, String sender) {
        this.names = names;
        // owner-@host-@[] stands for many addresses; its mail goes to owner-@host (VERP).
        this.returnPath = sender.endsWith(VERP_END) ? sender.substring(0, sender.length() - VERP_END.length()) : sender;
    }

    /** Is the failed message a double bounce already? Then nothing is sent. */
    public boolean isTriple() {
        return returnPath.equals(Address.DOUBLE_BOUNCE);
    }

    /** From nobody to the sender; for a failed bounce from {@code #@[]} to the address for double bounces. */
    public Envelope envelope() {
        return returnPath.isEmpty()
                ? new Envelope(Address.DOUBLE_BOUNCE, List.of(names.doubleBounceAddress()))
                : new Envelope(Address.BOUNCE, List.of(returnPath));
    }

    /**
     * Writes the text in unix form, without the Received line, which the queue adds.
     *
     * @param notes of all failed recipients ({@link FailureNote})
     * @param original text of the failed message
     * @throws IOException from {@code original} or {@code out}
     */
    public void write(Instant now, ZoneId zone, String notes, Body original, OutputStream out) throws IOException {
        boolean again = returnPath.isEmpty();
        String head = "Date: " + MailTime.date822(now, zone) + "\n"
                + "From: " + names.author() + "\n"
                + "To: " + Address.quoted(envelope().recipients().getFirst()) + "\n"
                + "Subject: failure notice\n"
                + "\n"
                + "Hi. This is the qmail-send program at " + names.host() + ".\n"
                + (again ? SECOND_FAILURE : FIRST_FAILURE)
                + "\n"
                + notes
                + (again
                        ? "--- Below this line is the original bounce.\n"
                        : "--- Below this line is a copy of the message.\n")
                + "\n"
                + "Return-Path: <" + Address.quoted(returnPath) + ">\n";
        out.write(Latin1.bytes(head));
        try (InputStream text = original.openUnix()) {
            text.transferTo(out);
        }
    }
}
