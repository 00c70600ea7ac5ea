package eqmail.daemon;

import eqmail.bytes.Latin1;
import eqmail.log.LogStream;
import eqmail.posix.Child;
import eqmail.posix.Credentials;
import eqmail.posix.Descriptor;
import eqmail.posix.Launch;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The command qmail-start: the server with separated privileges (qmail-start.8). */
public final class StartProgram {
    private static final String DEFAULT_DELIVERY = "./Mailbox";
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

    /** Serves until TERM. */
    public int run() throws IOException, InterruptedException {
        if (Credentials.uid() != 0) {
            complain("qmail-start: fatal: must be run by root; an ordinary user can try: eqmail run");
            return Resident.CANNOT_START;
        }
        QmailAccounts accounts = QmailAccounts.find();
        Descriptor log = logDescriptor(accounts);
        Host host = new Host(
                home,
                image,
                environment,
                arguments.isEmpty() ? DEFAULT_DELIVERY : arguments.getFirst(),
                new LogStream(log.output()),
                InstantSource.system(),
                ZoneId.systemDefault());
        AtomicReference<@Nullable Resident> resident = new AtomicReference<>();
        NetworkAccount identity = new NetworkAccount(host, accounts, log, () -> {
            Resident running = resident.get();
            if (running != null) {
                running.helperLost();
            }
        });
        Resident life = new Resident(host, identity, Files.exists(home.resolve("control/listeners")));
        resident.set(life);
        return life.run(() -> {});
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
