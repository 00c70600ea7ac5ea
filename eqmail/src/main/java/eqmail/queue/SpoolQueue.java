package eqmail.queue;

import eqmail.bytes.Latin1;
import eqmail.mail.BodyForm;
import eqmail.mail.MessageId;
import eqmail.spool.Spool;
import eqmail.time.MailTime;
import java.io.IOException;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.function.Consumer;

/**
 * The daemon's own way into its spool: what qmail-queue does, without a process. Puts qmail-queue's Received line in
 * front and reports an accepted message only when it is durable.
 */
public final class SpoolQueue implements MailQueue {
    private final Spool spool;
    private final BodyForm form;
    private final InstantSource clock;
    private final ZoneId zone;
    private final Consumer<MessageId> arrivals;

    /**
     * @param form how callers will write their text: wire for SMTP, unix for commands and bounces
     * @param zone time zone of the Received line
     * @param arrivals told of every message once it is durable (qmail-queue's trigger byte)
     */
    public SpoolQueue(Spool spool, BodyForm form, InstantSource clock, ZoneId zone, Consumer<MessageId> arrivals) {
        this.spool = spool;
        this.form = form;
        this.clock = clock;
        this.zone = zone;
        this.arrivals = arrivals;
    }

    @Override
    public SpoolSubmission open(Origin origin) throws IOException {
        SpoolSubmission submission = new SpoolSubmission(spool.begin(form), form, origin, clock, arrivals);
        byte[] received = Latin1.bytes(receivedLine(submission.qp(), origin));
        submission.write(received, 0, received.length);
        return submission;
    }

    private String receivedLine(long qp, Origin origin) {
        return "Received: (qmail " + Long.toUnsignedString(qp) + " invoked " + origin.phrase() + "); "
                + MailTime.date822(clock.instant(), zone)
                + (form == BodyForm.WIRE ? "\r\n" : "\n");
    }
}
