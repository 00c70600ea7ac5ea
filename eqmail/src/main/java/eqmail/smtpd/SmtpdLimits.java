package eqmail.smtpd;

import eqmail.smtp.Command;
import java.time.Duration;

/**
 * What one peer may take from us. The original has none of these limits.
 *
 * @param commandLine longest command line in bytes, line end not counted
 * @param headerBytes longest header of a message in bytes as received: up to its first empty line
 * @param failedLogins of one session; the last of them ends it
 * @param badCommands commands out of order or unknown; the one past it ends the session
 * @param sessionTime after this long the next command is answered 421, and a message still coming in is given up
 * @param leastProgress so many bytes must come in every two {@code timeoutsmtpd} while a line or a message is on its way
 */
public record SmtpdLimits(
        int commandLine, int headerBytes, int failedLogins, int badCommands, Duration sessionTime, int leastProgress) {
    /**
     * Whatever reads a header keeps it in memory, so it may not be endless; no mailing list's {@code To} field comes
     * near. The same text without any empty line counts as header.
     */
    static final int HEADER_BYTES = 4 << 20;

    /** A person typing errs a few times, a broken client for ever. Refused recipients are not counted. */
    static final int BAD_COMMANDS = 200;

    /** A person gives up sooner; a minute and a half of guesses is enough for one connection. */
    static final int FAILED_LOGINS = 20;

    /** Senders reuse a connection for minutes; a day keeps even the oddest one and still gives each slot back. */
    static final Duration SESSION_TIME = Duration.ofHours(24);

    /** With the default timeout under two bytes a second: no honest line is slower, and one byte per read is not enough. */
    static final int LEAST_PROGRESS = 4096;

    /** What the product uses. */
    public static final SmtpdLimits DEFAULT = new SmtpdLimits(
            Command.LONGEST_LINE, HEADER_BYTES, FAILED_LOGINS, BAD_COMMANDS, SESSION_TIME, LEAST_PROGRESS);
}
