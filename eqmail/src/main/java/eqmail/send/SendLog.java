package eqmail.send;

import eqmail.delivery.Channel;
import eqmail.log.Log;
import eqmail.mail.MessageId;
import eqmail.mail.Verdict;

/**
 * The lines of qmail-log(5), in the order of events. They are gathered while a turn of the loop lasts and written as one
 * block at its end. Used by the owner thread only.
 */
final class SendLog {
    /** A turn with much to say writes in between, so that the buffer stays small. */
    private static final int WRITE_AT = 16 * 1024;

    private final Log log;
    private final StringBuilder lines = new StringBuilder(1024);
    /** Was TERM seen? Then every status line says so. */
    private boolean exiting;

    SendLog(Log log) {
        this.log = log;
    }

    void exiting() {
        exiting = true;
    }

    void status(Lane local, Lane remote) {
        lines.append("status: local ").append(local.running()).append('/').append(local.slots());
        lines.append(" remote ").append(remote.running()).append('/').append(remote.slots());
        end(exiting ? " exitasap" : "");
    }

    void newMessage(MessageId id) {
        lines.append("new msg ").append(id.number());
        end("");
    }

    void info(MessageId id, long size, String sender, int uid) {
        lines.append("info msg ")
                .append(id.number())
                .append(": bytes ")
                .append(size)
                .append(" from <");
        safe(sender);
        lines.append("> qp ").append(id.number()).append(" uid ").append(Integer.toUnsignedLong(uid));
        end("");
    }

    void starting(long delivery, MessageId id, Channel channel, String address) {
        lines.append("starting delivery ").append(delivery).append(": msg ").append(id.number());
        lines.append(channel == Channel.LOCAL ? " to local " : " to remote ");
        safe(address);
        end("");
    }

    void outcome(long delivery, Verdict verdict) {
        lines.append("delivery ")
                .append(delivery)
                .append(
                        switch (verdict) {
                            case Verdict.Delivered _ -> ": success: ";
                            case Verdict.Deferred _ -> ": deferral: ";
                            case Verdict.Refused _ -> ": failure: ";
                        });
        safe(verdict.text());
        end("");
    }

    void mangled(long delivery) {
        lines.append("delivery ").append(delivery);
        end(": report mangled, will defer");
    }

    void bounced(MessageId id, long qp) {
        lines.append("bounce msg ").append(id.number()).append(" qp ").append(qp);
        end("");
    }

    void tripleBounce(MessageId id) {
        lines.append("triple bounce: discarding bounce/").append(id.number());
        end("");
    }

    void ended(MessageId id) {
        lines.append("end msg ").append(id.number());
        end("");
    }

    /** Any other line: warnings, alerts. */
    void line(String line) {
        lines.append(Log.printable(line));
        end("");
    }

    /** Writes what was gathered. */
    void flush() {
        if (!lines.isEmpty()) {
            String block = lines.toString();
            lines.setLength(0);
            log.lines(block);
        }
    }

    private void end(String last) {
        lines.append(last).append('\n');
        if (lines.length() > WRITE_AT) {
            flush();
        }
    }

    /** As {@link Log#safe}, without a copy. */
    private void safe(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            lines.append(c == '\n' ? '/' : c < 33 || c > 126 || c == '%' ? '_' : c);
        }
    }
}
