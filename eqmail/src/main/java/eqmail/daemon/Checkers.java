package eqmail.daemon;

import eqmail.auth.Checker;
import eqmail.auth.SmtpAuthChecker;
import eqmail.control.ControlException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Who checks passwords in a session of the resident server: the command in control/checker, or in the file that AUTHCHECKER
 * names for a listener or a client; without it qmail-chkpw in process, if there is a users/smtpauth; else nobody.
 */
final class Checkers {
    /** The file that names the command, unless another one is named. */
    static final String DEFAULT_FILE = "control/checker";

    /** The command that needs no process. */
    static final List<String> IN_PROCESS = List.of("qmail-chkpw", "true");

    /** In the place of a file: nobody can log in. */
    static final String NOBODY = "none";

    /** Programs at a time. The original has one for each session; here sessions are cheap and processes are not. */
    static final int MOST_PROGRAMS = 20;

    private static final Duration TURN_WITHIN = Duration.ofSeconds(30);

    private final Host host;
    private final Identity identity;
    private final SmtpAuthChecker own;
    private final Semaphore programs = new Semaphore(MOST_PROGRAMS, true);

    Checkers(Host host, Identity identity) {
        this.host = host;
        this.identity = identity;
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        this.own = new SmtpAuthChecker(host.home(), threads, host.log(), System::nanoTime);
    }

    /** The words of a command, which are separated by blanks; there is no quoting. */
    static List<String> command(String line) {
        return line.isBlank() ? List.of() : List.of(line.strip().split("[ \t]+", -1));
    }

    /** The file that counts in a session with {@code environment}. */
    static String file(Map<String, String> environment) {
        return environment.getOrDefault("AUTHCHECKER", DEFAULT_FILE);
    }

    /** The checker for a session with {@code environment}; empty if passwords are of no use there. */
    Optional<Checker> of(Map<String, String> environment) {
        String file = file(environment);
        if (file.equals(NOBODY)) {
            return Optional.empty();
        }
        try {
            Optional<String> line = host.control().line(file);
            if (line.isEmpty() && file.equals(DEFAULT_FILE)) {
                return own.exists() ? Optional.of(own) : Optional.empty();
            }
            List<String> command = command(line.orElseThrow(() -> new ControlException(file, "file does not exist")));
            return command.isEmpty() ? Optional.empty() : Optional.of(program(file, command));
        } catch (ControlException e) {
            host.log().line("alert: nobody can log in: " + e.getMessage());
            return Optional.of((claim, variables) -> Checker.Answer.NOT_STARTED);
        }
    }

    private Checker program(String file, List<String> command) throws ControlException {
        if (command.equals(IN_PROCESS) && host.programs().standIn("qmail-chkpw").isEmpty()) {
            return own;
        }
        Checker checker = identity.checker(file, command);
        return (claim, variables) -> {
            if (!programs.tryAcquire(TURN_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                host.log().line("warning: " + MOST_PROGRAMS + " checkers are busy");
                return Checker.Answer.NOT_STARTED;
            }
            try {
                Map<String, String> all = new HashMap<>(host.environment());
                all.putAll(variables);
                return checker.check(claim, all);
            } finally {
                programs.release();
            }
        };
    }
}
