package eqmail.daemon;

import eqmail.control.ControlException;
import eqmail.log.LogStream;
import eqmail.posix.Account;
import eqmail.posix.Accounts;
import eqmail.posix.Credentials;
import eqmail.time.LocalZone;
import eqmail.users.NewUsers;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * The command {@code eqmail run}: a whole server for the account that starts it, in one process. Makes itself a
 * configuration to play with where there is none. Started by root it becomes {@code nobody}: it needs no privilege, so
 * it keeps none.
 */
public final class RunProgram {
    private static final String UNPRIVILEGED = "nobody";
    private static final String DEFAULT_DELIVERY = "./Maildir/";
    /** Where root's trial server lives when no other account can reach the place it was started in. */
    private static final Path ELSEWHERE = Path.of("/var/tmp/eqmail-run");

    private final Path home;
    private final Path image;
    private final Map<String, String> environment;
    private final OutputStream stdout;
    private final OutputStream stderr;

    /** Runs in {@code home}; log lines go to {@code stdout}. */
    public RunProgram(
            Path home, Path image, Map<String, String> environment, OutputStream stdout, OutputStream stderr) {
        this.home = home.toAbsolutePath().normalize();
        this.image = image;
        this.environment = environment;
        this.stdout = stdout;
        this.stderr = stderr;
    }

    /** Serves until TERM or INT. */
    public int run() throws IOException, InterruptedException {
        int uid = Credentials.uid();
        if (uid != 0) {
            return serve(home, uid, Credentials.gid());
        }
        Account nobody = Accounts.byName(UNPRIVILEGED)
                .orElseThrow(() -> new IOException("started by root, and there is no account " + UNPRIVILEGED));
        Path reachable = reachable(home) ? home : elsewhere();
        Files.createDirectories(reachable);
        Optional<Path> foreign = foreign(reachable, nobody);
        if (foreign.isPresent()) {
            say("started by root: this would give " + reachable + " to " + UNPRIVILEGED + ", but " + foreign.get()
                    + " belongs to another account; qmail-start serves such a home, QMAILHOME names another one");
            return Resident.CANNOT_START;
        }
        give(reachable, nobody);
        Credentials.become(nobody.uid(), nobody.gid(), nobody.gid());
        say("started by root: going on as " + UNPRIVILEGED);
        return serve(reachable, nobody.uid(), nobody.gid());
    }

    private int serve(Path where, int uid, int gid) throws IOException, InterruptedException {
        Files.createDirectories(where);
        FirstRun firstRun = new FirstRun(where, uid, gid, InstantSource.system());
        if (firstRun.needed()) {
            firstRun.prepare();
        }
        if (Files.exists(where.resolve("users/assign")) && new NewUsers(where, stderr).run() != 0) {
            return Resident.CANNOT_START;
        }
        Host host = new Host(
                where,
                image,
                environment,
                DEFAULT_DELIVERY,
                new LogStream(stdout),
                InstantSource.system(),
                LocalZone.ofProcess());
        return new Resident(host, new OwnAccount(host, uid), true, host.log()).run(() -> greet(where));
    }

    /** The server has read the same file and runs by it; that it changed within a moment is no reason to stop. */
    private void greet(Path where) {
        try {
            Welcome.of(where).lines().forEach(this::say);
        } catch (ControlException changed) {
            say("running; home " + where);
        }
    }

    private void say(String line) {
        new LogStream(stdout).line("eqmail: " + line);
    }

    private Path elsewhere() {
        say("no other account can enter " + home + ": the home is " + ELSEWHERE);
        return ELSEWHERE;
    }

    /** Can every account enter all directories above? */
    private static boolean reachable(Path place) throws IOException {
        for (Path above = place.getParent(); above != null; above = above.getParent()) {
            if (Files.exists(above)
                    && !Files.getPosixFilePermissions(above).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                return false;
            }
        }
        return true;
    }

    /** Something in {@code tree} that belongs neither to root nor to {@code account}: this is somebody's real home. */
    private static Optional<Path> foreign(Path tree, Account account) throws IOException {
        try (var files = Files.walk(tree)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                int owner = (int) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
                if (owner != 0 && owner != account.uid()) {
                    return Optional.of(file);
                }
            }
        }
        return Optional.empty();
    }

    private static void give(Path tree, Account account) throws IOException {
        try (var files = Files.walk(tree)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.setAttribute(file, "unix:uid", account.uid(), LinkOption.NOFOLLOW_LINKS);
                Files.setAttribute(file, "unix:gid", account.gid(), LinkOption.NOFOLLOW_LINKS);
            }
        }
    }
}
