package eqmail.local;

import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.posix.Child;
import eqmail.posix.Exit;
import eqmail.posix.Launch;
import eqmail.posix.Signal;
import eqmail.users.Account;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Runs program lines by {@code /bin/sh}, each in a session of its own and not longer than the limit. */
public final class ShellPrograms implements Programs {
    /** Far more than any delivery takes; a program that hangs must not hold its slot for ever. */
    private static final Duration DEFAULT_LIMIT = Duration.ofHours(1);
    /** A year; so much of control/timeoutlocal is believed. */
    private static final Duration LONGEST_LIMIT = Duration.ofDays(365);

    private static final String SHELL = "/bin/sh";

    private final boolean asAccount;
    private final Duration limit;

    /**
     * Runs programs.
     *
     * @param asAccount take on the account's identity first, which only root can; else programs run as this process
     * @param limit after this a program is killed with everything in its session
     */
    public ShellPrograms(boolean asAccount, Duration limit) {
        this.asAccount = asAccount;
        this.limit = limit;
    }

    /** The limit that control/timeoutlocal sets, in seconds; without the file an hour. */
    public static Duration limit(Control control) throws ControlException {
        long seconds = control.number("control/timeoutlocal", DEFAULT_LIMIT.toSeconds());
        return seconds < 0 || seconds > LONGEST_LIMIT.toSeconds() ? LONGEST_LIMIT : Duration.ofSeconds(seconds);
    }

    @Override
    public End run(Call call, Report report) throws IOException {
        Account account = call.account();
        Launch launch = Launch.of(SHELL, "-c", call.command())
                .environment(call.environment())
                .directory(account.home())
                .descriptor(0, call.message())
                .descriptor(1, report.standardOutput())
                .descriptor(2, report.standardError());
        if (asAccount) {
            launch.user(account.uid(), account.gid(), account.gid());
        }
        try (Child child = launch.start()) {
            Optional<Exit> exit = child.waitFor(limit);
            if (exit.isEmpty()) {
                child.killGroup(Signal.KILL);
                child.waitFor();
                return new End.TimedOut();
            }
            return exit.get().crashed()
                    ? new End.Crashed()
                    : new End.Exited(exit.get().code());
        }
    }
}
