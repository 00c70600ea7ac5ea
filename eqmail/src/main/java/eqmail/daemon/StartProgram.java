package eqmail.daemon;

import eqmail.bytes.Latin1;
import eqmail.log.LogStream;
import eqmail.posix.Child;
import eqmail.posix.Credentials;
import eqmail.posix.Descriptor;
import eqmail.posix.Launch;
import eqmail.time.LocalZone;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The commands qmail-start and eqmail network: the server with separated privileges (qmail-start.8). */
public final class StartProgram {
    private static final int STANDARD_OUTPUT = 1;

    private final Path home;
    private final Path image;
    private final Map<String, String> environment;
    private final List<String> arguments;
    private final OutputStream stderr;

    /** {@code arguments}: default delivery, then the logger with its own arguments; all optional. */
    public StartProgram(
            Path home, Path image, Map<String, String> environment, List<String> arguments, OutputStream stderr) {
        this.home = home;
        this.image = image;
        this.environment = environment;
        this.arguments = arguments;
        this.stderr = stderr;
    }

    /** Serves until TERM, with a root helper of its own. */
    public int run() throws IOException, InterruptedException {
        if (!byRoot("qmail-start")) {
            return Resident.CANNOT_START;
        }
        QmailAccounts accounts = QmailAccounts.find();
        Descriptor log = logDescriptor(accounts);
        Host host = host(arguments.isEmpty() ? Host.defaultDelivery(home) : arguments.getFirst(), log);
        AtomicReference<@Nullable Resident> resident = new AtomicReference<>();
        HelperChild helper = new HelperChild(host, log, () -> {
            Resident running = resident.get();
            if (running != null) {
                running.helperLost();
            }
        });
        Resident life = resident(host, new NetworkAccount(host, accounts, helper));
        resident.set(life);
        return life.run(() -> {});
    }

    /** Serves until TERM as the network part; a delivery part is started by somebody else ({@link RootHelperProgram}). */
    public int runNetwork() throws IOException, InterruptedException {
        if (!byRoot("eqmail network")) {
            return Resident.CANNOT_START;
        }
        // Instructions for users are the delivery part's.
        Host host = host("", Descriptor.of(STANDARD_OUTPUT));
        return resident(host, new NetworkAccount(host, QmailAccounts.find(), DeliveryPart.ELSEWHERE))
                .run(() -> {});
    }

    private boolean byRoot(String command) throws IOException {
        if (Credentials.uid() == 0) {
            return true;
        }
        complain(command + ": fatal: must be run by root; an ordinary user can try: eqmail run");
        return false;
    }

    private Host host(String defaultDelivery, Descriptor log) {
        return new Host(
                home,
                image,
                environment,
                defaultDelivery,
                new LogStream(log.output()),
                InstantSource.system(),
                LocalZone.ofProcess());
    }

    /** What to mend is for whoever starts it; the log has the words of qmail-send and no others. */
    private Resident resident(Host host, Identity identity) {
        boolean listens = Files.exists(home.resolve("control/listeners"));
        return new Resident(host, identity, listens, new LogStream(stderr));
    }

    /** Standard output, or the pipe to a logger that runs as qmaill. */
    private Descriptor logDescriptor(QmailAccounts accounts) throws IOException {
        if (arguments.size() < 2) {
            return Descriptor.of(STANDARD_OUTPUT);
        }
        Child logger = Launch.of(inPath(arguments.get(1)), arguments.subList(2, arguments.size()))
                .environment(environment)
                .directory("/")
                .user(accounts.qmaill(), accounts.nofiles(), accounts.nofiles())
                .pipeTo(0)
                .descriptor(1, Descriptor.of(STANDARD_OUTPUT))
                .descriptor(2, Descriptor.of(2))
                .start();
        return logger.to(0);
    }

    /** Where {@code program} is, as execvp(3) looks for it. */
    private String inPath(String program) throws IOException {
        if (program.indexOf('/') >= 0) {
            return program;
        }
        for (String directory :
                environment.getOrDefault("PATH", "/usr/bin:/bin").split(":", -1)) {
            Path candidate = Path.of(directory.isEmpty() ? "." : directory, program);
            if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
                return candidate.toString();
            }
        }
        throw new IOException("unable to find the logger " + program);
    }

    private void complain(String line) throws IOException {
        stderr.write(Latin1.bytes(line + "\n"));
    }
}
