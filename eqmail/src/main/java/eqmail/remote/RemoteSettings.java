package eqmail.remote;

import eqmail.control.Control;
import eqmail.control.ControlException;
import java.time.Duration;
import java.util.List;

/**
 * What qmail-remote reads from the control files, whole.
 *
 * @param heloHost our name in EHLO
 * @param readTimeout how long the peer may take for one reply, and for taking one piece of what we write
 * @param connectTimeout how long one address may take to accept a connection
 * @param routes artificial routes
 * @param clearPasswords may the password for a relay go out unencrypted?
 * @param filters lines of control/remotefilters
 * @param reuse how many messages one connection of the daemon may carry; 1 means a connection for each
 */
public record RemoteSettings(
        String heloHost,
        Duration readTimeout,
        Duration connectTimeout,
        SmtpRoutes routes,
        boolean clearPasswords,
        List<String> filters,
        int reuse) {
    private static final int READ_TIMEOUT = 1200;
    private static final int CONNECT_TIMEOUT = 60;
    /** Common servers close after a hundred messages; then we rather begin anew ourselves. */
    private static final int REUSE = 100;
    /** A year: keeps sums of times far from overflow. */
    private static final long LONGEST_TIMEOUT = 365L * 24 * 3600;

    /**
     * Reads the files anew.
     *
     * @throws ControlException if one cannot be used, or neither helohost nor me is there
     */
    public static RemoteSettings load(Control control) throws ControlException {
        String heloHost = control.lineOrMe("control/helohost")
                .orElseThrow(() -> new ControlException("control/me", "file does not exist"));
        return new RemoteSettings(
                heloHost,
                seconds(control, "control/timeoutremote", READ_TIMEOUT),
                seconds(control, "control/timeoutconnect", CONNECT_TIMEOUT),
                new SmtpRoutes(control.list("control/smtproutes").orElse(List.of())),
                clearPasswords(control),
                control.list("control/remotefilters").orElse(List.of()),
                (int) Math.clamp(control.number("control/remotereuse", REUSE), 1L, Integer.MAX_VALUE));
    }

    private static boolean clearPasswords(Control control) throws ControlException {
        String line = control.line("control/remoteauth").orElse("any");
        return switch (line) {
            case "any" -> true;
            case "tls" -> false;
            default -> throw new ControlException("control/remoteauth", "neither any nor tls: " + line);
        };
    }

    /** At least a second: 0 would end every delivery before it begins. */
    private static Duration seconds(Control control, String file, long absent) throws ControlException {
        return Duration.ofSeconds(Math.clamp(control.number(file, absent), 1L, LONGEST_TIMEOUT));
    }
}
