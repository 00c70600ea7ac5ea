package eqmail.cli;

import eqmail.bytes.Latin1;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What {@code lib/launch} starts: {@code java … eqmail.cli.Main NAME ARG…}. System properties from the launcher:
 * {@code eqmail.image} (where the product lies) and {@code eqmail.closed} (descriptors the caller had closed, a digit
 * each); properties, since children must not inherit them as they would inherit environment variables.
 */
public final class Main {
    /** "Try again later": nobody's mail may bounce because of us. */
    private static final int TEMPORARY = 111;

    private static final String HOME = "/var/qmail";

    private Main() {}

    /** Runs the command and ends the JVM with its code. */
    public static void main(String[] ignored) {
        Runtime.getRuntime().halt(run());
    }

    private static int run() {
        OutputStream stderr = new FileOutputStream(FileDescriptor.err);
        String name = "eqmail";
        try {
            List<String> words = RawProcess.arguments(Main.class);
            name = words.isEmpty() ? name : words.getFirst();
            Program program = Programs.named(name);
            if (program == null) {
                return fail(stderr, name, "no such command");
            }
            return program.run(invocation(words, stderr));
        } catch (Exception | LinkageError | StackOverflowError | OutOfMemoryError e) {
            return fail(stderr, name, e instanceof IOException ? String.valueOf(e.getMessage()) : String.valueOf(e));
        }
    }

    private static Invocation invocation(List<String> words, OutputStream stderr) throws IOException {
        Map<String, String> env = RawProcess.environment();
        Path image = Path.of(System.getProperty("eqmail.image", HOME));
        Set<Integer> closed = closed(System.getProperty("eqmail.closed", ""));
        return new Invocation(
                words.getFirst(),
                List.copyOf(words.subList(1, words.size())),
                env,
                home(env, image),
                image,
                Path.of(""),
                closed,
                closed.contains(0) ? new ClosedInput() : new FileInputStream(FileDescriptor.in),
                new FileOutputStream(FileDescriptor.out),
                stderr);
    }

    /** As the original knows the prefix it was built for, so an image that was installed into a home knows this home. */
    static Path home(Map<String, String> env, Path image) {
        String named = env.get("QMAILHOME");
        if (named != null) {
            return Path.of(named);
        }
        return Files.isDirectory(image.resolve("control")) ? image : Path.of(HOME);
    }

    private static Set<Integer> closed(String digits) {
        Set<Integer> closed = new TreeSet<>();
        for (int i = 0; i < digits.length(); i++) {
            closed.add(digits.charAt(i) - '0');
        }
        return closed;
    }

    private static int fail(OutputStream stderr, String name, String why) {
        try {
            stderr.write(Latin1.bytes(name + ": fatal: " + why.replace('\n', ' ') + "\n"));
        } catch (IOException nobodyListens) {
            return TEMPORARY;
        }
        return TEMPORARY;
    }
}
