package eqmail.cli;

import eqmail.bytes.Latin1;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;

/**
 * What {@code lib/make-aot} runs while the JVM notes which classes are needed. For the small cache these are the commands
 * that run for each message or .qmail line; for the large one all classes of ours are loaded too, since any of them may
 * be the next short command. Then it goes on as {@link Main} with the words behind that class name.
 */
public final class Training {
    private static final String CLASS = ".class";
    private static final String ADDRESS = "a@training.invalid";
    private static final String MESSAGE =
            "To: " + ADDRESS + "\nNotice-Requested-Upon-Delivery-To: " + ADDRESS + "\n\ntext\n";
    /** condredirect's: and no further line of the .qmail file is looked at. */
    private static final int DELIVERED = 99;

    /**
     * A line for each command that {@code lib/launch} gives the small cache, but for the one that comes last; {@code ~} is
     * the home.
     */
    private static final List<String> SMALL = List.of(
            "bouncesaying text false",
            "condredirect " + ADDRESS + " true",
            "except false",
            "forward " + ADDRESS,
            "hostname",
            "maildirmake ~/Maildir",
            "maildir2mbox",
            "predate true",
            "preline true",
            "qbiff",
            "qmail-inject " + ADDRESS,
            "qreceipt " + ADDRESS,
            "qsmhook true",
            "sendmail -t");

    private Training() {}

    private static void run(Path home) throws Exception {
        Map<String, String> env = RawProcess.environment();
        env.putAll(Map.of("SENDER", ADDRESS, "NEWSENDER", ADDRESS, "LOCAL", "a", "HOST", "training.invalid"));
        env.putAll(Map.of("DTLINE", "", "RPLINE", "", "UFLINE", "", "USER", "a"));
        env.putAll(Map.of("MAILDIR", home + "/Maildir", "MAIL", home + "/mbox", "MAILTMP", home + "/mbox.tmp"));
        for (String line : SMALL) {
            List<String> words = List.of(line.replace("~", home.toString()).split(" "));
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
            int exit = program == null ? -1 : program.run(call);
            if (exit != 0 && exit != DELIVERED) {
                throw new IllegalStateException("fails in training: " + line + ": " + exit);
            }
        }
    }

    /** {@code [JAR] eqmail.cli.Main NAME ARG…}: our jar for the large cache, and a command to run. */
    public static void main(String[] args) throws Exception {
        Path home = Path.of(RawProcess.environment().getOrDefault("QMAILHOME", "/nowhere"));
        run(home);
        if (args[0].endsWith(".jar")) {
            for (String name : classes(args[0])) {
                Class.forName(name, false, Training.class.getClassLoader());
            }
        }
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
