package eqmail.qmtpd;

import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.control.RcptHosts;
import eqmail.control.SizeLimit;
import java.nio.file.Files;
import java.util.Optional;

/**
 * The control files of qmail-qmtpd.
 *
 * @param rcptHosts domains we take mail for
 * @param dataBytes largest message, 0 without limit
 * @param maxRecipients most recipients of one message
 */
public record QmtpdControls(RcptHosts rcptHosts, long dataBytes, int maxRecipients) {
    /** As in SMTP. */
    private static final int DEFAULT_RECIPIENTS = 10_000;

    /** Where a session gets its settings from. */
    @FunctionalInterface
    public interface Source {
        /**
         * The settings of a session that begins now.
         *
         * @throws ControlException when a file cannot be read
         */
        QmtpdControls load() throws ControlException;
    }

    /**
     * Reads the files below one home.
     *
     * @throws ControlException also when there is no home: in one without rcpthosts anybody may relay
     */
    public static QmtpdControls load(Control files) throws ControlException {
        if (!Files.isDirectory(files.home())) {
            throw new ControlException(String.valueOf(files.home()), "cannot be entered");
        }
        files.line("control/me"); // nothing needs it, but a home where it cannot be read is not to be trusted
        return new QmtpdControls(
                RcptHosts.load(files), SizeLimit.load(files), files.count("control/maxrcpt", DEFAULT_RECIPIENTS));
    }

    /** The same with the limit of {@code DATABYTES}, if that variable is set. */
    QmtpdControls withDataBytes(Optional<String> variable) {
        return variable.map(text -> new QmtpdControls(rcptHosts, SizeLimit.of(text), maxRecipients))
                .orElse(this);
    }
}
