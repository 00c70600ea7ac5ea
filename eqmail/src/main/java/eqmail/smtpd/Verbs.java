package eqmail.smtpd;

import eqmail.smtp.Command;
import eqmail.smtp.Reply;
import eqmail.spp.Plugins;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The commands of a session and their answers (network.md 2.3). */
final class Verbs {
    /** What happens after a command. */
    enum Next {
        /** The session goes on. */
        READ_ON,
        /** It ends well. */
        QUIT,
        /** It ends by somebody's fault. */
        FAIL
    }

    private final Peer peer;
    private final Client client;
    private final SmtpdControls controls;
    private final Encryption encryption;
    private final Plugins plugins;
    private final Transaction transaction;
    private final DataPhase data;
    private final AuthPhase auth;

    Verbs(Conversation conversation) {
        this.peer = conversation.peer();
        this.client = conversation.client();
        this.controls = conversation.controls();
        this.encryption = conversation.encryption();
        this.plugins = conversation.plugins();
        this.transaction = new Transaction(conversation);
        this.data = new DataPhase(conversation, transaction);
        this.auth = new AuthPhase(conversation);
    }

    /** Says 220, or what a plug-in says instead; the session goes on in either case. */
    Next greet() throws IOException {
        return switch (plugins.run(Plugins.Phase.CONNECTION, new NoAddress())) {
            case PROCEED, SKIP_CHECK -> reply("220 " + controls.greeting() + " ESMTP");
            case REFUSED -> Next.READ_ON;
            case CLOSE -> Next.QUIT;
        };
    }

    /** Answers one command. */
    Next answer(Command command) throws IOException {
        String argument = command.argument();
        return switch (command.name()) {
            case "helo" -> hello(argument, "250 " + controls.greeting() + "\r\n");
            case "ehlo" -> hello(argument, Reply.wire(250, capabilities()));
            case "mail" -> transaction.mail(argument) ? Next.READ_ON : Next.QUIT;
            case "rcpt" -> transaction.rcpt(argument) ? Next.READ_ON : Next.QUIT;
            case "data" -> data();
            case "rset" -> reset();
            case "auth" -> auth.answer(argument, transaction.isOpen(), new NoAddress());
            case "starttls" -> startTls(argument);
            case "help" -> reply("214 netqmail home page: http://qmail.org/netqmail");
            case "noop" -> reply("250 ok");
            case "vrfy" -> reply("252 send some mail, i'll try my best");
            case "quit" -> quit();
            default -> refuse("500 unrecognised (#5.5.2)");
        };
    }

    private List<String> capabilities() {
        List<String> lines = new ArrayList<>();
        lines.add(controls.greeting());
        if (controls.certificate() && !client.inTls()) {
            lines.add("STARTTLS");
        }
        lines.addAll(List.of("PIPELINING", "8BITMIME", "SIZE " + controls.dataBytes()));
        auth.keyword().ifPresent(lines::add);
        return lines;
    }

    private Next hello(String name, String welcome) throws IOException {
        client.setVariable("SMTPHELOHOST", name);
        Plugins.Decision decision = plugins.run(Plugins.Phase.HELO, new NoAddress());
        if (decision == Plugins.Decision.PROCEED || decision == Plugins.Decision.SKIP_CHECK) {
            peer.send(welcome);
            transaction.close();
            client.helo(name);
        }
        return after(decision);
    }

    private Next data() throws IOException {
        if (!transaction.isOpen()) {
            return refuse(Transaction.MAIL_FIRST);
        }
        if (!transaction.hasRecipients()) {
            return refuse("503 RCPT first (#5.5.1)");
        }
        if (plugins.answerKept(Plugins.Phase.DATA, new NoAddress())) {
            return Next.READ_ON;
        }
        Plugins.Decision decision = plugins.run(Plugins.Phase.DATA, new NoAddress());
        if (decision == Plugins.Decision.PROCEED || decision == Plugins.Decision.SKIP_CHECK) {
            return data.receive() == MessageReader.End.BARE_LF ? Next.FAIL : Next.READ_ON;
        }
        return after(decision);
    }

    private Next reset() throws IOException {
        transaction.reset();
        return reply("250 flushed");
    }

    private Next startTls(String argument) throws IOException {
        if (client.inTls()) {
            return refuse("502 unimplemented (#5.5.1)");
        }
        if (!argument.isEmpty()) {
            // Whatever came with it in one packet was not meant to be read in clear text.
            peer.discardInput();
            return refuse("501 Syntax error (no parameters allowed) (#5.5.4)");
        }
        return switch (encryption.start(controls.timeout())) {
            case DONE -> {
                transaction.reset();
                yield Next.READ_ON;
            }
            case UNAVAILABLE -> Next.READ_ON;
            case FAILED -> Next.FAIL;
        };
    }

    private Next quit() throws IOException {
        peer.reply("221 " + controls.greeting());
        return Next.QUIT;
    }

    private Next reply(String line) throws IOException {
        peer.reply(line);
        return Next.READ_ON;
    }

    private Next refuse(String line) throws IOException {
        peer.refuseCommand(line);
        return Next.READ_ON;
    }

    static Next after(Plugins.Decision decision) {
        return decision == Plugins.Decision.CLOSE ? Next.QUIT : Next.READ_ON;
    }

    /** What plug-ins see of a command without address. */
    private final class NoAddress implements Plugins.Exchange {
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
            return "";
        }

        @Override
        public void replaceAddress(String address) {
            // C means something at MAIL and RCPT only.
        }
    }
}
