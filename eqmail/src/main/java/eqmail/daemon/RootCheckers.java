package eqmail.daemon;

import eqmail.auth.Checker.Answer;
import eqmail.auth.CheckpasswordProgram;
import eqmail.bytes.Latin1;
import eqmail.log.Log;
import eqmail.posix.Account;
import eqmail.posix.Accounts;
import eqmail.posix.Descriptor;
import eqmail.posix.FileStatus;
import eqmail.posix.OpenFlag;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The root helper's part in AUTH: runs the checkpassword program that control/checker names, as the account that
 * control/checkeruser names. Who may ask can choose neither; both files must be root's, and nobody else's to write.
 */
final class RootCheckers {
    /** As whom checkers run, if not as the server itself. */
    static final String USER_FILE = "control/checkeruser";

    private static final int WRITABLE_FOR_OTHERS = 0022;
    private static final int LONGEST_LINE = 4096;

    private final Path home;
    private final Map<String, String> environment;
    private final Log log;

    /** Checks for {@code home}; checkers get {@code environment} and what is told about the client. */
    RootCheckers(Path home, Map<String, String> environment, Log log) {
        this.home = home;
        this.environment = environment;
        this.log = log;
    }

    /** Has one claim checked; the thread waits for it. */
    Answer check(CheckProtocol.Request request) throws InterruptedException {
        try {
            List<String> command = Checkers.command(trusted(request.file()));
            if (command.isEmpty() || !command.getFirst().startsWith("/")) {
                throw new IOException(request.file() + ": no absolute path of a program");
            }
            String name = trusted(USER_FILE);
            Account account =
                    Accounts.byName(name).orElseThrow(() -> new IOException(USER_FILE + ": no account " + name));
            Map<String, String> told = new HashMap<>(environment);
            told.putAll(request.environment());
            return CheckpasswordProgram.ofServer(home, command, identity(account), log)
                    .check(request.claim(), told);
        } catch (IOException refused) {
            log.line("alert: root helper checks no password: " + refused.getMessage());
            return Answer.NOT_STARTED;
        }
    }

    /** Does {@code file}, which only root can have written, name qmail-chkpw itself, which needs no process? */
    boolean namesOwnRules(String file) {
        try {
            return Checkers.command(trusted(file)).equals(Checkers.IN_PROCESS);
        } catch (IOException missingOrNotOfRoot) {
            return false;
        }
    }

    private static CheckpasswordProgram.Identity identity(Account account) {
        return account.uid() == 0
                ? CheckpasswordProgram.Identity.OWN
                : launch -> launch.user(account.uid(), account.gid(), account.gid());
    }

    /** The first line of a file that only root can have written. */
    private String trusted(String file) throws IOException {
        String path = home.resolve(file).toString();
        try (Descriptor open = Descriptor.open(path, OpenFlag.READ, OpenFlag.NO_FOLLOW, OpenFlag.NON_BLOCKING)) {
            FileStatus status = open.status();
            if (!status.isFile() || status.uid() != 0 || (status.permissions() & WRITABLE_FOR_OTHERS) != 0) {
                throw new IOException(file + ": must be a file of root that nobody else may write");
            }
            String text = Latin1.string(open.input().readNBytes(LONGEST_LINE));
            return text.substring(0, Math.max(0, (text + "\n").indexOf('\n'))).strip();
        }
    }
}
