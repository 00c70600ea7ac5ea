package eqmail.auth;

import eqmail.bytes.Latin1;
import eqmail.log.Log;
import eqmail.posix.Child;
import eqmail.posix.Descriptor;
import eqmail.posix.Exit;
import eqmail.posix.Launch;
import eqmail.posix.OpenFlag;
import eqmail.posix.PosixException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A checkpassword program (network.md 3.3): it reads the claim on descriptor 3 and runs its arguments, often just {@code
 * true}, if the claim is true. 0 as its exit code means yes.
 *
 * <p>It has {@code /dev/null} as descriptors 0 and 1, so that nothing it prints can reach the client. In a server what it
 * writes to descriptor 2 goes to the log, and more than a pipe holds makes it wait until its time is over; in a command
 * descriptor 2 is shared, and nothing is added to it, as in the original.
 */
public final class CheckpasswordProgram implements Checker {
    /** A directory server may be slow; a client waits longer (RFC 5321 4.5.3.2). */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** So much of its complaints is logged. */
    private static final int MOST_COMPLAINT = 4096;

    private static final int CLAIM = 3;
    private static final int COMPLAINTS = 2;
    private static final String DEFAULT_PATH = "/usr/bin:/bin";

    private final Path home;
    private final List<String> command;
    private final Duration patience;
    private final Identity identity;
    private final Optional<Log> log;

    /** As whom it runs. */
    @FunctionalInterface
    public interface Identity {
        /** As whoever runs us. */
        Identity OWN = launch -> launch;

        /** Prepares {@code launch}. */
        Launch on(Launch launch);
    }

    CheckpasswordProgram(Path home, List<String> command, Duration patience, Identity identity, Optional<Log> log) {
        this.home = home;
        this.command = List.copyOf(command);
        this.patience = patience;
        this.identity = identity;
        this.log = log;
    }

    /**
     * For a command: runs {@code command}, a program and its arguments, in {@code home}. A program without a slash is
     * looked for in PATH of the session.
     */
    public static CheckpasswordProgram ofCommand(Path home, List<String> command) {
        return new CheckpasswordProgram(home, command, PATIENCE, Identity.OWN, Optional.empty());
    }

    /** The same for a server. */
    public static CheckpasswordProgram ofServer(Path home, List<String> command, Identity identity, Log log) {
        return new CheckpasswordProgram(home, command, PATIENCE, identity, Optional.of(log));
    }

    @Override
    public Answer check(Claim claim, Map<String, String> environment) throws InterruptedException {
        try (Descriptor nothing = Descriptor.open("/dev/null", OpenFlag.READ_WRITE);
                Child child = start(nothing, environment)) {
            return judge(child, claim);
        } catch (InterruptedIOException stopping) {
            throw new InterruptedException();
        } catch (PosixException e) {
            complain(String.valueOf(e.getMessage()));
            return switch (e.call()) {
                case "open", "pipe2" -> Answer.NO_PIPE;
                case "exec" -> Answer.NOT_RUNNABLE;
                default -> Answer.NOT_STARTED;
            };
        } catch (IOException e) {
            complain(String.valueOf(e.getMessage()));
            return Answer.CRASHED;
        }
    }

    private Child start(Descriptor nothing, Map<String, String> environment) throws PosixException {
        Launch launch = Launch.of(command.getFirst(), command.subList(1, command.size()))
                .searching(environment.getOrDefault("PATH", DEFAULT_PATH))
                .directory(home.toString())
                .environment(environment)
                .descriptor(0, nothing)
                .descriptor(1, nothing)
                .pipeTo(CLAIM);
        if (log.isPresent()) {
            launch.pipeFrom(COMPLAINTS);
        }
        return identity.on(launch).start();
    }

    private Answer judge(Child child, Claim claim) throws IOException {
        try {
            child.to(CLAIM).output(patience).write(claim.bytes());
        } catch (PosixException unread) {
            // It has closed its end: its exit code tells what that means.
        }
        child.to(CLAIM).close();
        Optional<Exit> exit = child.waitFor(patience);
        if (log.isPresent()) {
            logComplaints(child.from(COMPLAINTS));
        }
        if (exit.isEmpty()) {
            complain("killed after " + patience.toSeconds() + " seconds");
            return Answer.CRASHED;
        }
        if (exit.get().crashed()) {
            complain("killed by signal " + -exit.get().code());
            return Answer.CRASHED;
        }
        return exit.get().ok() ? Answer.ACCEPTED : Answer.REJECTED;
    }

    /** What lies in the pipe now; something it left in the background may hold the other end for ever. */
    private void logComplaints(Descriptor pipe) throws IOException {
        pipe.nonBlocking(true);
        byte[] bytes = new byte[MOST_COMPLAINT];
        int got = 0;
        try {
            got = pipe.read(bytes, 0, bytes.length);
        } catch (PosixException nothing) {
            return;
        }
        Latin1.string(bytes, 0, Math.max(0, got)).lines().forEach(this::complain);
    }

    private void complain(String text) {
        log.ifPresent(here -> here.line(Log.printable(command.getFirst() + ": " + text)));
    }
}
