package eqmail.local;

import eqmail.mail.Body;
import eqmail.mail.Verdict;
import eqmail.posix.Child;
import eqmail.posix.Exit;
import eqmail.posix.Launch;
import eqmail.posix.Signal;
import eqmail.users.Account;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;

/**
 * {@code bin/qmail-local} as a program, with the arguments and descriptors of the original: our own command, or what
 * somebody has put in its place.
 */
public final class LocalProgram implements LocalRun {
    /** Longer than all its program lines together may reasonably take; control/timeoutlocal is the limit of each. */
    public static final Duration LIMIT = Duration.ofHours(24);

    /** The tool that takes on an account's identity says so when it fails, and exits with one of these. */
    private static final String IDENTITY_TOOL = "chroot: ";

    private static final int IDENTITY_FAILED = 125;
    private static final int IDENTITY_LAST = 127;

    private final String home;
    private final String program;
    private final boolean asAccount;
    private final Map<String, String> environment;
    private final Duration limit;
    private final ThreadFactory threads;

    /**
     * Runs {@code program} in {@code home}.
     *
     * @param program relative to {@code home}, or absolute
     * @param asAccount take on the account's identity first, which only root can
     * @param environment what it inherits
     * @param limit after this it is killed with everything in its session
     * @param threads makes a thread that empties its pipe
     */
    public LocalProgram(
            String home,
            String program,
            boolean asAccount,
            Map<String, String> environment,
            Duration limit,
            ThreadFactory threads) {
        this.home = home;
        this.program = program;
        this.asAccount = asAccount;
        this.environment = Map.copyOf(environment);
        this.limit = limit;
        this.threads = threads;
    }

    @Override
    public Verdict run(LocalRequest request, Body body) throws InterruptedException {
        try (Message message = new CopiedMessage(body);
                CollectedReport report = new CollectedReport(threads, LocalHere.LINGER)) {
            return run(request, message, report);
        } catch (InterruptedIOException stopped) {
            throw new InterruptedException();
        } catch (IOException notStarted) {
            return LspawnReport.notRun();
        }
    }

    private Verdict run(LocalRequest request, Message message, CollectedReport report) throws IOException {
        Optional<Exit> exit;
        try (Child child = launch(request, message, report).start()) {
            exit = child.waitFor(limit);
            if (exit.isEmpty()) {
                child.killGroup(Signal.KILL);
                exit = Optional.of(child.waitFor());
            }
        }
        String text = report.finish();
        int code = exit.get().code();
        if (exit.get().crashed()) {
            return LspawnReport.crashed();
        }
        boolean neverRan = code >= IDENTITY_FAILED && code <= IDENTITY_LAST && text.startsWith(IDENTITY_TOOL);
        return asAccount && neverRan ? LspawnReport.notRun() : LspawnReport.of(code, text);
    }

    private Launch launch(LocalRequest request, Message message, CollectedReport report) throws IOException {
        Account account = request.account();
        Launch launch = Launch.of(
                        program,
                        "--",
                        account.user(),
                        account.home(),
                        request.local(),
                        request.dash(),
                        request.ext(),
                        request.host(),
                        request.sender(),
                        request.defaultDelivery())
                .directory(home)
                .environment(environment)
                .descriptor(0, message.rewound())
                .descriptor(1, report.standardOutput())
                .descriptor(2, report.standardError());
        return asAccount ? launch.user(account.uid(), account.gid(), account.gid()) : launch;
    }
}
