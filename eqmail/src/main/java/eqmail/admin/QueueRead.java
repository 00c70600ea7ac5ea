package eqmail.admin;

import eqmail.bytes.Latin1;
import eqmail.control.Fault;
import eqmail.delivery.Channel;
import eqmail.mail.MessageId;
import eqmail.spool.Recipient;
import eqmail.spool.Stored;
import eqmail.time.MailTime;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.ZoneOffset;

/**
 * qmail-qread: lists the messages whose recipients were routed, with every recipient. Dates are in GMT, as the output says
 * (the original prints local time).
 */
public final class QueueRead {
    private static final int FATAL = 111;

    private final Path home;
    private final QueueView queue;
    private final OutputStream out;

    /** Prints the queue of {@code home} to {@code out}. */
    public QueueRead(Path home, QueueView queue, OutputStream out) {
        this.home = home;
        this.queue = queue;
        this.out = new BufferedOutputStream(out);
    }

    /**
     * Prints.
     *
     * @return exit code: 0, or 111 with a line that says why
     * @throws IOException when the output cannot be written
     */
    public int run() throws IOException {
        int code = 0;
        try {
            QueueHouse.enter(home);
        } catch (IOException e) {
            put("fatal: unable to chdir: " + Fault.text(e) + "\n");
            out.flush();
            return FATAL;
        }
        try {
            queue.forEach(new Listing());
        } catch (IOException e) {
            put("fatal: unable to opendir spool: " + Fault.text(e) + "\n");
            code = FATAL;
        }
        out.flush();
        return code;
    }

    private final class Listing implements QueueView.Visitor {
        @Override
        public void message(Stored stored) throws IOException {
            if (stored.routed()) {
                put(head(stored));
                put(recipients(stored, Channel.LOCAL));
                put(recipients(stored, Channel.REMOTE));
            }
        }

        @Override
        public void trouble(MessageId id, IOException reason) throws IOException {
            put("warning: trouble with #" + id.number() + ": " + Fault.text(reason) + "\n");
        }
    }

    private static String head(Stored stored) {
        String date = MailTime.date822(stored.birth(), ZoneOffset.UTC);
        return date.substring(0, date.lastIndexOf(' ')) + " GMT  #"
                + stored.id().number() + "  "
                + stored.body().size() + "  <" + safe(stored.envelope().sender()) + "> "
                + (stored.bounce().isEmpty() ? "\n" : " bouncing\n");
    }

    private static String recipients(Stored stored, Channel channel) {
        StringBuilder lines = new StringBuilder();
        for (Recipient recipient : stored.routing()) {
            if (recipient.channel() == channel) {
                lines.append(recipient.done() ? "  done" : "").append('\t').append(channel.word());
                lines.append('\t').append(safe(recipient.address())).append('\n');
            }
        }
        return lines.toString();
    }

    private static String safe(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            out.append(c < 32 || c > 126 ? '_' : c);
        }
        return out.toString();
    }

    private void put(String text) throws IOException {
        out.write(Latin1.bytes(text));
    }
}
