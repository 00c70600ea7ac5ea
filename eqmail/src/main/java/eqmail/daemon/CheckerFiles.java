package eqmail.daemon;

import eqmail.control.Control;
import eqmail.control.Flaws;
import eqmail.control.NamedProgram;
import eqmail.posix.Accounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The commands that check passwords as those see them who check a configuration: control/checker and its like. */
public final class CheckerFiles {
    /** Names the command in the sessions of a listener or a client, in the place of {@link #DEFAULT_FILE}. */
    public static final String VARIABLE = "AUTHCHECKER";

    /** In the place of a file: nobody can log in. */
    public static final String NOBODY = Checkers.NOBODY;

    /** The usual file. */
    public static final String DEFAULT_FILE = Checkers.DEFAULT_FILE;

    private static final String PASSWORDS = "users/smtpauth";

    private final Control control;
    private final String path;
    private final Flaws flaws;

    /** {@code path}: where the server looks for programs without a slash, as in PATH. */
    public CheckerFiles(Control control, String path, Flaws flaws) {
        this.control = control;
        this.path = path;
        this.flaws = flaws;
    }

    /**
     * The command that checks passwords in a session with {@code environment}; empty if nobody can log in there. {@code
     * qmail-chkpw true} means users/smtpauth without a process.
     *
     * @throws IOException if the file cannot be read
     */
    public static Optional<List<String>> command(Control control, Map<String, String> environment) throws IOException {
        String file = Checkers.file(environment);
        if (file.equals(NOBODY)) {
            return Optional.empty();
        }
        Optional<String> line = control.line(file);
        if (line.isEmpty() && file.equals(DEFAULT_FILE)) {
            boolean passwords = Files.exists(control.home().resolve(PASSWORDS));
            return passwords ? Optional.of(Checkers.IN_PROCESS) : Optional.empty();
        }
        return line.map(Checkers::command).filter(command -> !command.isEmpty());
    }

    /**
     * Looks at the command in {@code file}.
     *
     * @throws IOException if a file cannot be read
     */
    public void inspect(String file) throws IOException {
        List<String> command = Checkers.command(control.line(file).orElse(""));
        if (command.isEmpty()) {
            return;
        }
        if (command.equals(Checkers.IN_PROCESS)) {
            if (!Files.exists(control.home().resolve(PASSWORDS))) {
                flaws.fault(file, 1, PASSWORDS + " does not exist, so nobody can log in");
            }
            return;
        }
        programFault(command.getFirst()).ifPresent(fault -> flaws.fault(file, 1, fault));
        if (control.line(RootCheckers.USER_FILE).isPresent()) {
            asAnother(file, command.getFirst());
        }
    }

    /**
     * Looks at the account that runs commands.
     *
     * @throws IOException if the file or the accounts of this host cannot be read
     */
    public void inspectAccount() throws IOException {
        Optional<String> user = control.line(RootCheckers.USER_FILE);
        if (user.isPresent() && Accounts.byName(user.get()).isEmpty()) {
            flaws.fault(RootCheckers.USER_FILE, 1, "no account " + user.get());
        }
    }

    private Optional<String> programFault(String program) {
        return program.indexOf('/') >= 0
                ? NamedProgram.fault(control.home(), program)
                : NamedProgram.faultInPath(path, program);
    }

    /** The root helper takes nobody's word but root's. */
    private void asAnother(String file, String program) throws IOException {
        if (!program.startsWith("/")) {
            flaws.fault(file, 1, "with " + RootCheckers.USER_FILE + " it must begin with an absolute path: " + program);
        }
        for (String trusted : List.of(file, RootCheckers.USER_FILE)) {
            if (writableForOthers(control.home().resolve(trusted))) {
                flaws.fault(trusted, "must be a file of root that nobody else may write");
            }
        }
    }

    private static boolean writableForOthers(Path file) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        return !Files.getAttribute(file, "unix:uid").equals(0)
                || permissions.contains(PosixFilePermission.GROUP_WRITE)
                || permissions.contains(PosixFilePermission.OTHERS_WRITE);
    }
}
