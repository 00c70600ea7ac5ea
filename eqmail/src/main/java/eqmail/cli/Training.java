package eqmail.cli;

import eqmail.bytes.Latin1;
import eqmail.posix.Signal;
import eqmail.posix.Signals;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;

/**
 * What {@code lib/make-aot} runs while the JVM notes which classes are needed: for the large cache it loads all of ours,
 * since any of them may be the next short command, and then goes on as {@link Main} with the words behind that class
 * name; for the small one it runs commands that only queue a message.
 */
public final class Training {
    private static final String CLASS = ".class";
    private static final String ADDRESS = "a@training.invalid";
    private static final String MESSAGE =
            "To: " + ADDRESS + "\nNotice-Requested-Upon-Delivery-To: " + ADDRESS + "\n\ntext\n";
    /** Commands that only queue a message. */
    private static final List<String> INJECTING =
            List.of("qmail-inject " + ADDRESS, "sendmail -t", "forward " + ADDRESS, "qreceipt " + ADDRESS);
    /** Commands that start programs. */
    private static final List<String> STARTING =
            List.of("condredirect " + ADDRESS + " false", "preline true", "predate true");

    private Training() {}

    /**
     * What qmail-queue takes of the JDK and an SMTP session does not: handlers of signals (the proxy class behind them goes
     * into the cache too) and the way to the daemon's socket.
     */
    private static void queue() {
        Signals.handle(Signal.ALRM, () -> {});
        Signals.ignore(Signal.HUP);
        try {
            SocketChannel.open(UnixDomainSocketAddress.of("/nobody/listens/here"))
                    .close();
        } catch (IOException expected) {
            // As with a daemon that is down.
        }
    }

    /** Runs commands that run once for each message or .qmail line. */
    private static void run(List<String> commands) throws Exception {
        Map<String, String> env = RawProcess.environment();
        env.putAll(Map.of("SENDER", ADDRESS, "NEWSENDER", ADDRESS, "DTLINE", "", "RPLINE", "", "UFLINE", ""));
        Path home = Path.of(env.getOrDefault("QMAILHOME", "/nowhere"));
        for (String line : commands) {
            List<String> words = List.of(line.split(" "));
            Invocation call = new Invocation(
                    words.getFirst(),
                    words.subList(1, words.size()),
                    env,
                    home,
                    home,
                    Path.of(""),
                    Set.of(),
                    new ByteArrayInputStream(Latin1.bytes(MESSAGE)),
                    OutputStream.nullOutputStream(),
                    OutputStream.nullOutputStream());
            Program program = Programs.named(call.name());
            if (program == null || program.run(call) != 0) {
                throw new IllegalStateException("fails in training: " + line);
            }
        }
    }

    /** {@code JAR eqmail.cli.Main NAME ARG…}: our jar, and a command to run; or nothing, for injecting commands alone. */
    public static void main(String[] args) throws Exception {
        run(INJECTING);
        if (args.length == 0) {
            return;
        }
        for (String name : classes(args[0])) {
            Class.forName(name, false, Training.class.getClassLoader());
        }
        queue();
        run(STARTING);
        Main.main(args);
    }

    private static List<String> classes(String jar) throws IOException {
        try (JarFile file = new JarFile(jar)) {
            return file.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith("eqmail/") && name.endsWith(CLASS))
                    .filter(name -> !name.endsWith("package-info.class"))
                    .map(name ->
                            name.substring(0, name.length() - CLASS.length()).replace('/', '.'))
                    .toList();
        }
    }
}
