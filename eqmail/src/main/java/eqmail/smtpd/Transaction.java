package eqmail.smtpd;

import eqmail.mail.Envelope;
import eqmail.spp.Plugins;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One mail transaction after the other: sender, recipients, and the rules that decide on them (network.md 2.4 and 2.5).
 * A refused MAIL leaves an open transaction as it was.
 */
final class Transaction {
    private static final String SYNTAX = "555 syntax error (#5.5.4)";
    static final String MAIL_FIRST = "503 MAIL first (#5.5.1)";
    static final String TOO_BIG = "552 sorry, that message size exceeds my databytes limit (#5.3.4)";

    private final Peer peer;
    private final Client client;
    private final SmtpdControls controls;
    private final Plugins plugins;
    private final Encryption encryption;
    private final AddressLiteral literal;
    private final SessionLog log;

    private boolean open;
    private String sender = "";
    private boolean barred;
    private final List<String> recipients = new ArrayList<>();
    private int accepted;
    private int asked;

    Transaction(Conversation conversation) {
        this.peer = conversation.peer();
        this.client = conversation.client();
        this.controls = conversation.controls();
        this.plugins = conversation.plugins();
        this.encryption = conversation.encryption();
        this.log = conversation.log();
        this.literal =
                new AddressLiteral(controls.localIpHost(), conversation.host().ownAddresses());
    }

    /** Has a MAIL been accepted that no DATA, RSET or HELO has ended? */
    boolean isOpen() {
        return open;
    }

    /** Is there anybody to send to? */
    boolean hasRecipients() {
        return !recipients.isEmpty();
    }

    /** Sender and recipients so far. */
    Envelope envelope() {
        return new Envelope(sender, recipients);
    }

    /** Ends the transaction, if there is one. */
    void close() {
        open = false;
    }

    /** Forgets what plug-ins were told and said, since a DATA got its 354. */
    void forgetPlugins() {
        plugins.forget();
        accepted = 0;
        asked = 0;
    }

    /** Ends the transaction and forgets all about it (RSET, STARTTLS). */
    void reset() {
        close();
        plugins.reset();
        accepted = 0;
        asked = 0;
    }

    /** Answers MAIL; gives false if a plug-in ended the session. */
    boolean mail(String argument) throws IOException {
        if (client.onSubmissionPort() && !client.authenticated()) {
            // The blank at the end is the original's.
            peer.reply("530 Authorization required (#5.7.1) ");
            return true;
        }
        EnvelopeAddress parsed = address(argument);
        if (parsed.tooLong()) {
            peer.reply(SYNTAX);
            return true;
        }
        MailParameters parameters = MailParameters.parse(argument, parsed, controls.dataBytes());
        if (!controls.mailAuthFromRelaysOnly() || client.relay().isPresent() || client.authenticated()) {
            parameters.auth().ifPresent(client::claimInfo);
        }
        if (parameters.largerThan(controls.dataBytes())) {
            peer.reply(TOO_BIG);
            return true;
        }
        return mailFrom(parsed.text());
    }

    private boolean mailFrom(String address) throws IOException {
        Ask ask = new Ask(address, "SMTPMAILFROM");
        if (plugins.answerKept(Plugins.Phase.MAIL, ask)) {
            return true;
        }
        accepted = 0;
        asked = 0;
        if (plugins.active()) {
            client.setVariable("SMTPMAILFROM", address);
        }
        Plugins.Decision decision = plugins.run(Plugins.Phase.MAIL, ask);
        if (decision == Plugins.Decision.PROCEED || decision == Plugins.Decision.SKIP_CHECK) {
            barred = decision == Plugins.Decision.PROCEED
                    && controls.badMailFrom().lists(ask.address());
            open = true;
            recipients.clear();
            sender = ask.address();
            log.sender(sender);
            peer.reply("250 ok");
        }
        return decision != Plugins.Decision.CLOSE;
    }

    /** Answers RCPT; gives false if a plug-in ended the session. */
    boolean rcpt(String argument) throws IOException {
        if (!open) {
            peer.refuseCommand(MAIL_FIRST);
            return true;
        }
        EnvelopeAddress parsed = address(argument);
        if (parsed.tooLong()) {
            peer.reply(SYNTAX);
        } else if (barred) {
            peer.reply("553 sorry, your envelope sender is in my badmailfrom list (#5.7.1)");
        } else if (recipients.size() >= controls.maxRecipients()) {
            peer.reply("452 sorry, too many recipients (#4.5.3)");
        } else {
            return rcptTo(parsed.text());
        }
        return true;
    }

    private boolean rcptTo(String address) throws IOException {
        boolean allowed = client.relay().isPresent() || controls.rcptHosts().allows(address) || encryption.relays();
        Ask ask = new Ask(address, "SMTPRCPTTO");
        if (plugins.answerKept(Plugins.Phase.RCPT, ask)) {
            return true;
        }
        asked++;
        if (plugins.active()) {
            client.setVariable("SMTPRCPTCOUNT", Integer.toString(accepted));
            client.setVariable("SMTPRCPTCOUNTALL", Integer.toString(asked));
            client.setVariable("SMTPRCPTHOSTSOK", allowed ? "1" : "0");
            client.setVariable("SMTPRCPTTO", address);
        }
        Plugins.Decision decision = plugins.run(Plugins.Phase.RCPT, ask);
        String recipient = ask.address() + client.relay().orElse("");
        log.address(recipient);
        if (decision == Plugins.Decision.PROCEED && !allowed) {
            peer.reply("553 sorry, that domain isn't in my list of allowed rcpthosts" + encryption.refusal()
                    + " (#5.7.1)");
        } else if (decision == Plugins.Decision.PROCEED || decision == Plugins.Decision.SKIP_CHECK) {
            accepted++;
            recipients.add(recipient);
            peer.reply("250 ok");
        }
        return decision != Plugins.Decision.CLOSE;
    }

    private EnvelopeAddress address(String argument) throws IOException {
        EnvelopeAddress parsed = EnvelopeAddress.parse(argument);
        EnvelopeAddress resolved = parsed.withText(literal.resolve(parsed.text()));
        log.address(resolved.text());
        return resolved;
    }

    /** What plug-ins see of a MAIL or RCPT. */
    private final class Ask implements Plugins.Exchange {
        private final String variable;
        private String address;

        Ask(String address, String variable) {
            this.address = address;
            this.variable = variable;
        }

        @Override
        public Map<String, String> environment() {
            return client.environment();
        }

        @Override
        public void reply(String line) throws IOException {
            peer.reply(line);
        }

        @Override
        public String address() {
            return address;
        }

        @Override
        public void replaceAddress(String changed) {
            address = changed;
            client.setVariable(variable, changed);
        }
    }
}
