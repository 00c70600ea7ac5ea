package eqmail.auth;

import eqmail.log.Log;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * qmail-chkpw inside the resident server: the same file and the same rules, without a process for each login. Hashing
 * takes the processor for a while, so it is done by a few threads of its own, which end when there is nothing to do, and
 * those who ask wait in a short line.
 */
public final class SmtpAuthChecker implements Checker {
    /** Half a minute of the slowest usual hashes; beyond that a guess may as well be told to come later. */
    private static final int MOST_WAITING = 200;

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final Path home;
    private final Log log;
    private final LongSupplier nanoClock;
    private final ThreadPoolExecutor hashing;
    private volatile Known known = new Known(false, EnumSet.noneOf(Mechanism.class), Long.MIN_VALUE);

    /** What was found in the file lately. */
    private record Known(boolean exists, Set<Mechanism> mechanisms, long since) {}

    /**
     * For the file below {@code home}, read anew for each login.
     *
     * @param threads how many hashes at once
     */
    public SmtpAuthChecker(Path home, int threads, Log log, LongSupplier nanoClock) {
        this.home = home;
        this.log = log;
        this.nanoClock = nanoClock;
        this.hashing = new ThreadPoolExecutor(
                threads,
                threads,
                1,
                TimeUnit.MINUTES,
                new LinkedBlockingQueue<>(MOST_WAITING),
                Thread.ofPlatform().daemon().name("password-", 0).factory());
        hashing.allowCoreThreadTimeOut(true);
    }

    /** Is there a file of passwords at all? As of a second ago. */
    public boolean exists() {
        return known().exists();
    }

    @Override
    public Set<Mechanism> mechanisms() {
        return known().mechanisms();
    }

    @Override
    public Answer check(Claim claim, Map<String, String> environment) throws InterruptedException {
        try {
            return answer(
                    hashing.submit(() -> PasswordFile.read(home).judge(claim)).get(), log);
        } catch (RejectedExecutionException flood) {
            return trouble("too many logins at once", Answer.NOT_STARTED, log);
        } catch (ExecutionException e) {
            boolean denied = e.getCause() instanceof AccessDeniedException;
            String what = denied ? "must be readable for the account of this server" : String.valueOf(e.getCause());
            return trouble(what, Answer.CRASHED, log);
        }
    }

    /** The same in the calling thread, for a process that has no pools. */
    public static Answer judge(Path home, Claim claim, Log log) {
        try {
            return answer(PasswordFile.read(home).judge(claim), log);
        } catch (IOException e) {
            return trouble(String.valueOf(e.getMessage()), Answer.CRASHED, log);
        }
    }

    private static Answer answer(PasswordFile.Verdict verdict, Log log) {
        return switch (verdict) {
            case RIGHT -> Answer.ACCEPTED;
            case WRONG -> Answer.REJECTED;
            case BROKEN -> trouble("an empty line, or a user without password", Answer.REJECTED, log);
        };
    }

    private static Answer trouble(String what, Answer answer, Log log) {
        log.line("warning: " + PasswordFile.NAME + ": " + what);
        return answer;
    }

    private Known known() {
        Known now = known;
        if (now.since() == Long.MIN_VALUE || nanoClock.getAsLong() - now.since() > LOOK_AGAIN.toNanos()) {
            now = look();
            known = now;
        }
        return now;
    }

    private Known look() {
        try {
            return new Known(true, PasswordFile.read(home).mechanisms(), nanoClock.getAsLong());
        } catch (NoSuchFileException none) {
            return new Known(false, EnumSet.noneOf(Mechanism.class), nanoClock.getAsLong());
        } catch (IOException unreadable) {
            // Offered all the same, so that somebody learns of it: a login then says so in the log.
            return new Known(
                    Files.exists(home.resolve(PasswordFile.NAME)),
                    EnumSet.allOf(Mechanism.class),
                    nanoClock.getAsLong());
        }
    }
}
