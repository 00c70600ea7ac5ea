package eqmail.smtpd;

import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.control.RcptHosts;
import eqmail.control.SizeLimit;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Every control file that qmail-smtpd reads, in one value; loaded whole, so that a session never mixes old and new
 * files. Immutable, except that {@code morercpthosts.cdb} is looked into when a recipient asks for it.
 *
 * @param greeting host name after {@code 220} and {@code 250}
 * @param localIpHost what {@code [our address]} becomes; empty if neither that file nor {@code me} is there
 * @param timeout for one read or write
 * @param rcptHosts domains we take mail for
 * @param badMailFrom senders we take no mail from
 * @param dataBytes largest message, 0 without limit
 * @param maxRecipients most recipients of one message
 * @param mailAuthFromRelaysOnly is AUTH= of MAIL believed from clients with RELAYCLIENT or a proven name only?
 * @param certificate is there a {@code control/servercert.pem}?
 */
public record SmtpdControls(
        String greeting,
        Optional<String> localIpHost,
        Duration timeout,
        RcptHosts rcptHosts,
        BadMailFrom badMailFrom,
        long dataBytes,
        int maxRecipients,
        boolean mailAuthFromRelaysOnly,
        boolean certificate) {
    /** Seconds for one read or write without {@code control/timeoutsmtpd}. */
    static final int DEFAULT_TIMEOUT = 1200;

    /** Recipients of one message without {@code control/maxrcpt}: a hundred times what RFC 5321 4.5.3.1.8 asks for. */
    static final int DEFAULT_RECIPIENTS = 10_000;

    /** Where a session gets its settings from: files read anew by a command, a shared value in the daemon. */
    @FunctionalInterface
    public interface Source {
        /**
         * The settings of a session that begins now.
         *
         * @throws ControlException when a file cannot be read or makes no sense; the client is told to try later
         */
        SmtpdControls load() throws ControlException;
    }

    /**
     * Reads all files below one home, in the original's order (network.md 2.2).
     *
     * @throws ControlException for the first file that cannot be read or makes no sense
     */
    public static SmtpdControls load(Control files) throws ControlException {
        return load(files, "any");
    }

    /**
     * The same for the resident server, which without {@code control/mailauth} believes no strangers, and looks into
     * {@code morercpthosts.cdb} before the first recipient needs it.
     */
    public static SmtpdControls loadForServer(Control files) throws ControlException {
        RcptHosts.check(files);
        return load(files, "relay");
    }

    private static SmtpdControls load(Control files, String mailAuth) throws ControlException {
        String greeting = files.lineOrMe("control/smtpgreeting")
                .orElseThrow(() -> new ControlException("control/me", "file does not exist"));
        Optional<String> localIpHost = files.lineOrMe("control/localiphost");
        int timeout = (int) files.number("control/timeoutsmtpd", DEFAULT_TIMEOUT);
        RcptHosts rcptHosts = RcptHosts.load(files);
        BadMailFrom bad = new BadMailFrom(files.list("control/badmailfrom").orElse(List.of()));
        long dataBytes = SizeLimit.load(files);
        return new SmtpdControls(
                greeting,
                localIpHost,
                Duration.ofSeconds(timeout <= 0 ? 1 : timeout),
                rcptHosts,
                bad,
                dataBytes,
                files.count("control/maxrcpt", DEFAULT_RECIPIENTS),
                relaysOnly(files, mailAuth),
                Files.exists(files.home().resolve("control/servercert.pem")));
    }

    /** Is {@code control/rcpthosts} missing, so that this host relays for everybody? Worth a warning. */
    public boolean openRelay() {
        return rcptHosts.open();
    }

    /** The same with the limit of {@code DATABYTES}, if that variable is set. */
    SmtpdControls withDataBytes(Optional<String> variable) {
        return variable.map(text -> new SmtpdControls(
                        greeting,
                        localIpHost,
                        timeout,
                        rcptHosts,
                        badMailFrom,
                        SizeLimit.of(text),
                        maxRecipients,
                        mailAuthFromRelaysOnly,
                        certificate))
                .orElse(this);
    }

    private static boolean relaysOnly(Control files, String absent) throws ControlException {
        String line = files.line("control/mailauth").orElse(absent);
        return switch (line) {
            case "any" -> false;
            case "relay" -> true;
            default -> throw new ControlException("control/mailauth", "neither any nor relay: " + line);
        };
    }
}
