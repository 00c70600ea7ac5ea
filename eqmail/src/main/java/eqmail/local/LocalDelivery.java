package eqmail.local;

import eqmail.fs.Folder;
import eqmail.posix.FileStatus;
import eqmail.posix.PosixException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;

/**
 * The program qmail-local (delivery.md 8): does with one message what the account's {@code .qmail} file says, or only
 * tells what it would do. Safe for many threads.
 *
 * <p>Programs get this process's umask, which must be 077. The caller sees to it that file access counts as the account's.
 */
public final class LocalDelivery {
    private static final int STICKY = 01000;

    private final DeliveryTools tools;

    /** Works with {@code tools}. */
    public LocalDelivery(DeliveryTools tools) {
        this.tools = tools;
    }

    /**
     * Delivers.
     *
     * @return qmail-local's exit code: 0, 100 (never try again), 111 (try again later); {@code report} has the words
     * @throws java.io.InterruptedIOException when this thread was interrupted while a program ran; it has been killed
     */
    public int deliver(LocalRequest request, Message message, Report report) throws IOException {
        return run(request, Optional.of(message), report);
    }

    /** Reports what {@link #deliver} would do, without looking at a message (qmail-local -n); answers as it would. */
    public int plan(LocalRequest request, Report report) throws IOException {
        return run(request, Optional.empty(), report);
    }

    private int run(LocalRequest request, Optional<Message> message, Report report) throws IOException {
        try (Folder home = enter(request.account().home())) {
            if (checkIsSticky(home)) {
                if (message.isPresent()) {
                    throw Stop.temporary("Home directory is sticky: user is editing his .qmail file. (#4.2.1)");
                }
                report.err("Warning: home directory is sticky.\n");
            }
            Instant now = tools.clock().instant();
            TraceLines trace = TraceLines.of(request, now);
            if (message.isPresent()) {
                refuseLoop(message.get(), trace);
            }
            Optional<DotQmail> file = DotQmail.find(home, request);
            if (file.isEmpty() && !request.dash().isEmpty()) {
                throw Stop.permanent("Sorry, no mailbox here by that name. (#5.1.1)");
            }
            DeliveryEnvironment environment = new DeliveryEnvironment(tools.environment(), request, trace);
            file.flatMap(DotQmail::defaultPart).ifPresent(environment::defaultPart);
            String newSender = DotQmail.newSender(home, request);
            environment.newSender(newSender);
            String text = file.map(DotQmail::text).orElse("");
            boolean forwardOnly =
                    !text.isEmpty() && file.map(DotQmail::forwardOnly).orElse(false);
            InstructionRun run = new InstructionRun(tools, request, home, trace, environment, newSender, report);
            String instructions = text.isEmpty() ? request.defaultDelivery() : text;
            run.follow(Instruction.parse(instructions), forwardOnly, message);
            return 0;
        } catch (Stop stop) {
            report.err(stop.line());
            return stop.code();
        }
    }

    private Folder enter(String home) throws Stop {
        try {
            return tools.homes().open(home);
        } catch (PosixException e) {
            throw Stop.temporary(
                    "Unable to switch to " + home + ": " + e.errno().text() + ". (#4.3.0)");
        }
    }

    private static boolean checkIsSticky(Folder home) throws Stop {
        FileStatus status;
        try {
            status = home.status();
        } catch (PosixException e) {
            throw Stop.temporary("Unable to stat home directory: " + e.errno().text() + ". (#4.3.0)");
        }
        if ((status.mode() & DotQmail.FORBIDDEN_MODE) != 0) {
            throw Stop.temporary("Uh-oh: home directory is writable. (#4.7.0)");
        }
        return (status.mode() & STICKY) != 0;
    }

    private static void refuseLoop(Message message, TraceLines trace) throws Stop {
        try (InputStream in = open(message)) {
            if (LoopTest.hasLine(in, trace.deliveredTo())) {
                throw Stop.permanent("This message is looping: it already has my Delivered-To line. (#5.4.6)");
            }
        } catch (IOException e) {
            throw Stop.temporary("Unable to read message: " + DeliveryTools.reason(e) + ". (#4.3.0)");
        }
    }

    private static InputStream open(Message message) throws Stop {
        try {
            return message.body().openUnix();
        } catch (IOException e) {
            throw Stop.temporary("Unable to rewind message. (#4.3.0)");
        }
    }
}
