package eqmail.pop3;

import eqmail.auth.Claim;
import eqmail.auth.Mechanism;
import eqmail.mail.Reception;
import eqmail.net.Dialogue;
import eqmail.smtp.Command;
import eqmail.tls.ServerTls;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The AUTHORIZATION state of RFC 1939: who is there, until a mailbox is open or the client has left. */
final class Authorization {
    /** From the claim to the answer that it is wrong, whatever was wrong about it. */
    static final Duration FAILURE_TIME = Duration.ofSeconds(5);

    /** A person gives up sooner; the last one ends the session. */
    static final int FAILED_LOGINS = 20;

    /** A person typing errs a few times, a broken client for ever; the one past it ends the session. */
    static final int BAD_COMMANDS = 50;

    private static final String OK = "+OK \r\n";
    private static final String PUT_OFF = "[SYS/TEMP] too many failed logins, try again later";

    private final Pop3Host host;
    private final Dialogue client;
    private final Commands commands;
    private final Encryption encryption;
    private final Map<String, String> environment;
    private final Set<Mechanism> mechanisms;
    private final String challenge;
    private String user = "";
    private int failures;
    private int badCommands;
    private boolean over;
    private @Nullable Maildrop opened;

    Authorization(
            Pop3Host host, Dialogue client, Commands commands, Encryption encryption, Map<String, String> environment) {
        this.host = host;
        this.client = client;
        this.commands = commands;
        this.encryption = encryption;
        this.environment = environment;
        this.mechanisms = host.mechanisms().apply(environment);
        this.challenge = "<" + host.nonce().getAsLong() + "."
                + host.clock().instant().getEpochSecond() + "@" + Reception.safe(Reception.local(environment)) + ">";
    }

    /** The mailbox, which the caller closes; null when the client has left, or has to. */
    @Nullable
    Maildrop run() throws IOException, InterruptedException {
        client.say("+OK " + (apop() ? challenge : Reception.safe(Reception.local(environment))) + "\r\n");
        while (!over && opened == null) {
            Command command = commands.next();
            if (command == null) {
                return null;
            }
            answer(command);
        }
        return opened;
    }

    /** The lines of CAPA (RFC 2449 6), as they are now. */
    List<String> capabilities() {
        List<String> lines = new ArrayList<>(List.of("TOP", "UIDL", "RESP-CODES", "AUTH-RESP-CODE", "PIPELINING"));
        if (userAndPass() && !wantsTls()) {
            lines.add("USER");
        }
        if (encryption.offer().isPresent()) {
            lines.add("STLS");
        }
        return lines;
    }

    /** A client that sees a time stamp uses it, so it is only shown where that can succeed. */
    private boolean apop() {
        return mechanisms.contains(Mechanism.CRAM_MD5);
    }

    private boolean userAndPass() {
        return mechanisms.contains(Mechanism.PLAIN);
    }

    private boolean wantsTls() {
        return "1".equals(environment.get("TLSREQUIRED")) && !encryption.on();
    }

    private void answer(Command command) throws IOException, InterruptedException {
        String argument = command.argument();
        switch (command.name()) {
            case "quit" -> {
                client.say(OK);
                over = true;
            }
            case "noop" -> client.say(OK);
            case "capa" -> client.say(OK + String.join("\r\n", capabilities()) + "\r\n.\r\n");
            case "stls" -> startTls(argument);
            case "user" -> user(argument);
            case "pass" -> pass(argument);
            case "apop" -> apop(argument);
            default -> refuse("authorization first");
        }
    }

    private void refuse(String why) throws IOException {
        client.say("-ERR " + why + "\r\n");
        badCommands++;
        over |= badCommands > BAD_COMMANDS;
    }

    private void startTls(String argument) throws IOException {
        Optional<ServerTls> keys = encryption.offer();
        if (!argument.isEmpty() || keys.isEmpty()) {
            refuse(argument.isEmpty() ? "no TLS to begin" : "syntax error");
            return;
        }
        client.say("+OK ready for tls\r\n");
        encryption.start(keys.get());
        user = "";
    }

    private void user(String argument) throws IOException {
        if (argument.isEmpty()) {
            refuse("syntax error");
        } else if (wantsTls()) {
            refuse("STLS first");
        } else {
            user = argument;
            client.say(OK);
        }
    }

    private void pass(String argument) throws IOException, InterruptedException {
        if (user.isEmpty()) {
            refuse("USER first");
        } else if (argument.isEmpty()) {
            refuse("syntax error");
        } else if (wantsTls()) {
            refuse("STLS first");
        } else {
            judge(new Claim(user, argument, ""), userAndPass());
        }
    }

    private void apop(String argument) throws IOException, InterruptedException {
        int blank = argument.indexOf(' ');
        if (blank <= 0) {
            refuse("syntax error");
        } else {
            judge(new Claim(argument.substring(0, blank), argument.substring(blank + 1), challenge), apop());
        }
    }

    private void judge(Claim claim, boolean possible) throws IOException, InterruptedException {
        if (!possible) {
            refuse("[SYS/PERM] nobody can log in here in this way");
            return;
        }
        Instant begin = host.clock().instant();
        String ip = environment.getOrDefault("TCPREMOTEIP", Reception.UNKNOWN);
        if (host.backoff().blocked(ip, claim.user())) {
            failed(begin, PUT_OFF);
            return;
        }
        Maildrops.Opening opening = host.maildrops().open(claim, environment);
        if (host.backoff().blocked(ip, claim.user())) {
            // Guesses that were checked side by side tell no more than one after the other would have.
            if (opening instanceof Maildrops.Opening.Opened open) {
                open.maildrop().close();
            }
            failed(begin, PUT_OFF);
            return;
        }
        switch (opening) {
            case Maildrops.Opening.Opened open -> {
                host.backoff().passed(ip, claim.user());
                opened = open.maildrop();
            }
            case Maildrops.Opening.Denied denied -> denied(denied.why(), claim, ip, begin);
        }
    }

    private void denied(Maildrops.Denial why, Claim claim, String ip, Instant begin)
            throws IOException, InterruptedException {
        switch (why) {
            case WRONG -> {
                host.backoff().failed(ip, claim.user());
                failed(begin, "[AUTH] authorization failed");
            }
            case TROUBLE -> client.say("-ERR [SYS/TEMP] sorry, that cannot be checked now\r\n");
            case IN_USE -> client.say("-ERR [IN-USE] another session has this mailbox\r\n");
            case MISSING -> client.say("-ERR [SYS/PERM] this user has no mailbox here\r\n");
        }
    }

    /** Every failure takes the same time, so that the time tells nothing. */
    private void failed(Instant begin, String why) throws IOException, InterruptedException {
        Duration left = FAILURE_TIME.minus(Duration.between(begin, host.clock().instant()));
        if (left.isPositive()) {
            // Whoever sends more in the meantime waits; what it was told before it should see now.
            client.flush();
            host.pause().sleep(left);
        }
        client.say("-ERR " + why + "\r\n");
        failures++;
        over = failures >= FAILED_LOGINS;
    }
}
