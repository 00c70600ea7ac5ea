package eqmail.remote;

import eqmail.bytes.Latin1;
import eqmail.delivery.Order;
import eqmail.fs.ScratchFile;
import eqmail.mail.Address;
import eqmail.mail.Body;
import eqmail.mail.Verdict;
import eqmail.posix.Child;
import eqmail.posix.Descriptor;
import eqmail.posix.Exit;
import eqmail.posix.Launch;
import eqmail.posix.Pipe;
import eqmail.posix.PosixException;
import eqmail.time.Deadline;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A program that does what qmail-remote does: {@code NAME HOST SENDER RECIPIENT}, message on descriptor 0, records on 1
 * (and whatever it says on 2). It starts in {@code queue/mess} if there is one, as below qmail-rspawn.
 */
final class RemoteProgram {
    /** qmail-send shows 10000 bytes of a report. */
    private static final int MOST_OUTPUT = 64 * 1024;

    private final String name;
    private final Launch launch;
    private final Duration longest;

    /**
     * The program in {@code file}.
     *
     * @param longest then it is killed
     */
    RemoteProgram(Path home, Path file, Map<String, String> environment, Order order, Duration longest) {
        this.name = String.valueOf(file.getFileName());
        this.launch = prepared(Launch.of(file.toString(), arguments(order)).name(name), home, environment);
        this.longest = longest;
    }

    /** The program {@code name}, to be found in the directories of PATH. */
    RemoteProgram(Path home, String name, Map<String, String> environment, Order order, Duration longest) {
        this.name = name;
        String path = environment.getOrDefault("PATH", "/bin:/usr/bin");
        this.launch = prepared(Launch.of(name, arguments(order)).searching(path), home, environment);
        this.longest = longest;
    }

    private static List<String> arguments(Order order) {
        return List.of(Address.domain(order.recipient()), order.sender(), order.recipient());
    }

    private static Launch prepared(Launch launch, Path home, Map<String, String> environment) {
        Path messages = home.resolve("queue/mess");
        Path start = messages.toFile().isDirectory() ? messages : home;
        return launch.environment(environment).directory(start.toString());
    }

    /** Runs it to its end and judges. */
    Verdict run(Body body) throws InterruptedException {
        try (Descriptor message = ScratchFile.copyOf(body)) {
            return run(message);
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return new Verdict.Deferred("System resources temporarily unavailable. (#4.3.0)\n");
        }
    }

    private Verdict run(Descriptor message) throws IOException {
        Deadline end = Deadline.in(longest);
        try (Pipe said = Pipe.create()) {
            launch.descriptor(0, message).descriptor(1, said.write()).descriptor(2, said.write());
            try (Child child = launch.start()) {
                said.write().close();
                String output = output(said.read(), end);
                Optional<Exit> exit = child.waitFor(end.left());
                return exit.map(ended -> RemoteVerdict.of(name, ended, output))
                        .orElseGet(() -> RemoteVerdict.crashed(name));
            } catch (SocketTimeoutException hangs) {
                return RemoteVerdict.crashed(name);
            }
        } catch (PosixException e) {
            if (e.call().equals("exec")) {
                return RemoteVerdict.notRun(name, e.temporary());
            }
            throw e;
        }
    }

    /** What it says until it and all that it started have ended; what is too much is read and dropped. */
    private static String output(Descriptor said, Deadline end) throws IOException {
        said.nonBlocking(true);
        StringBuilder output = new StringBuilder();
        byte[] piece = new byte[4096];
        while (true) {
            if (!said.awaitInput(end.left())) {
                throw new SocketTimeoutException("still writing");
            }
            int got = said.read(piece, 0, piece.length);
            if (got < 0) {
                return output.toString();
            }
            output.append(Latin1.string(piece, 0, Math.min(got, MOST_OUTPUT - output.length())));
        }
    }
}
