package eqmail.remote;

import eqmail.mail.Body;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * One message on a {@link Session}: MAIL, RCPT for each recipient, DATA, the text, the final dot (delivery.md 10.6).
 *
 * <p>Where the server offers PIPELINING the commands go out as one group (RFC 2920); replies are then read and judged in
 * the same order as without, so every report is the same.
 */
final class Transfer {
    /** A larger group could fill both directions and stall both sides. */
    private static final int MOST_GROUP = 4096;

    private static final int OK = 250;

    private final Session session;
    private final Peer peer;
    private final String ip;
    private final Report report = new Report();
    private boolean grouped;
    /** Commands whose reply was not read yet, of a group. */
    private int unanswered;
    /** From the final dot on nobody can know whether the server took the message. */
    private boolean critical;

    Transfer(Session session) {
        this.session = session;
        this.peer = session.peer();
        this.ip = session.target().ip();
    }

    /** A session that was used before is of no use any more; nothing of this message was accepted. */
    private static final class Stale extends IOException {
        private static final long serialVersionUID = 1;
    }

    /** The connection failed while the text was written, as opposed to the text being unreadable. */
    private static final class Lost extends IOException {
        private static final long serialVersionUID = 1;

        Lost(IOException cause) {
            super(cause);
        }
    }

    /**
     * Sends the message. Afterwards the session can be reused if it says so; otherwise it is closed.
     *
     * @param sender quoted, as it goes between the angle brackets
     * @param recipients likewise; at least one
     * @return empty if the session had been used before and turned out to be dead before this message began
     */
    Optional<Report> send(String sender, List<String> recipients, Body body) {
        boolean used = session.messages() > 0;
        session.begin();
        try {
            begin(sender, recipients);
            return Optional.of(converse(used, sender, recipients, body));
        } catch (Stale stale) {
            session.close();
            return Optional.empty();
        } catch (IOException died) {
            session.close();
            String duplicate = critical ? "Possible duplicate! " : "";
            report.message('Z', "Connected to " + ip + " but connection died. " + duplicate + "(#4.4.2)\n");
            return Optional.of(report);
        }
    }

    /** Sends all commands at once, if the server likes that and they are few. */
    private void begin(String sender, List<String> recipients) throws IOException {
        if (!session.pipelining()) {
            return;
        }
        List<String> group = new ArrayList<>(recipients.size() + 3);
        if (session.needsReset()) {
            group.add("RSET");
        }
        group.add(mail(sender));
        recipients.forEach(recipient -> group.add(rcpt(recipient)));
        group.add("DATA");
        if (group.stream().mapToInt(line -> line.length() + 2).sum() > MOST_GROUP) {
            return;
        }
        grouped = true;
        unanswered = group.size();
        for (String line : group) {
            peer.line(line);
        }
    }

    private Reply ask(String line) throws IOException {
        if (!grouped) {
            return peer.ask(line);
        }
        peer.flush();
        unanswered--;
        return peer.reply();
    }

    private Report converse(boolean used, String sender, List<String> recipients, Body body) throws IOException {
        Reply mail = firstReply(used, sender);
        if (!mail.good()) {
            return end(mail.refusal(), "Connected to " + ip + " but sender was rejected", mail, false);
        }
        if (!anyAccepted(recipients)) {
            report.message('D', "Giving up on " + ip + ".\n");
            return finish(true);
        }
        Reply data = ask("DATA");
        if (!data.good()) {
            return end(data.refusal(), ip + " failed on DATA command", data, true);
        }
        Optional<Report> unsendable = text(body);
        if (unsendable.isPresent()) {
            session.close();
            return unsendable.get();
        }
        critical = true;
        peer.line(".");
        peer.flush();
        Reply done = peer.reply();
        return done.good()
                ? end('K', ip + " accepted message", done, false)
                : end(done.refusal(), ip + " failed after I sent the message", done, false);
    }

    /** The reply to MAIL, and to RSET before it. A session that lay idle may have been closed by the server. */
    private Reply firstReply(boolean used, String sender) throws IOException {
        try {
            boolean reset = !session.needsReset() || ask("RSET").code() == OK;
            Reply mail = reset ? ask(mail(sender)) : null;
            if (mail == null || (used && mail.closing())) {
                throw new Stale();
            }
            return mail;
        } catch (IOException died) {
            throw used ? new Stale() : died;
        }
    }

    private boolean anyAccepted(List<String> recipients) throws IOException {
        boolean any = false;
        for (String recipient : recipients) {
            Reply rcpt = ask(rcpt(recipient));
            if (rcpt.good()) {
                report.recipient('r', "");
                any = true;
            } else {
                char letter = rcpt.refusal() == 'D' ? 'h' : 's';
                report.recipient(letter, ip + " does not like recipient.\n" + rcpt.quoted());
            }
        }
        return any;
    }

    /** Writes the text into the buffer and beyond; a report if it cannot be sent or read. */
    private Optional<Report> text(Body body) throws IOException {
        try {
            if (body.copyWire(new TextOutput(peer.output()))) {
                return Optional.empty();
            }
            report.message('D', "SMTP cannot transfer messages with partial final lines. (#5.6.2)\n");
        } catch (Lost lost) {
            throw lost;
        } catch (IOException unreadable) {
            report.message('Z', "Unable to read message. (#4.3.0)\n");
        }
        return Optional.of(report);
    }

    private Report end(char letter, String phrase, Reply reply, boolean openTransaction) {
        report.message(letter, phrase + ".\n" + reply.quoted());
        return reply.closing() ? hangUp() : finish(openTransaction);
    }

    private Report hangUp() {
        session.quit();
        return report;
    }

    /** The report is complete; what a group left unread is read, so that the session may go on. */
    private Report finish(boolean openTransaction) {
        try {
            while (unanswered > 0) {
                unanswered--;
                Reply late = peer.reply();
                if (unanswered == 0 && late.good()) {
                    // DATA was taken although nobody is to get it: end it empty (RFC 2920 3.1).
                    peer.ask(".");
                }
            }
            session.ended(openTransaction);
        } catch (IOException died) {
            session.close();
        }
        return report;
    }

    /** To a server that knows who we are it is said who has sent it (RFC 4954 5), in angle brackets as eQmail does. */
    private String mail(String sender) {
        return "MAIL FROM:<" + sender + ">" + (session.authenticated() ? " AUTH=<" + xtext(sender) + ">" : "");
    }

    /** RFC 3461 4. */
    static String xtext(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (char c : text.toCharArray()) {
            if (c < '!' || c > '~' || c == '+' || c == '=') {
                out.append('+').append(HexFormat.of().withUpperCase().toHexDigits((byte) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static String rcpt(String recipient) {
        return "RCPT TO:<" + recipient + ">";
    }

    /** The way to the peer, with failures told from those of the text's own source. */
    private static final class TextOutput extends OutputStream {
        private final OutputStream peer;

        TextOutput(OutputStream peer) {
            this.peer = peer;
        }

        @Override
        public void write(int b) throws IOException {
            try {
                peer.write(b);
            } catch (IOException e) {
                throw new Lost(e);
            }
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                peer.write(bytes, offset, length);
            } catch (IOException e) {
                throw new Lost(e);
            }
        }
    }
}
