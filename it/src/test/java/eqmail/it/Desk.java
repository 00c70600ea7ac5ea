package eqmail.it;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;

/** What the machine at hand offers. At a desk an absent tool skips its test; in CI, where all was installed, it fails. */
public final class Desk {
    private static final Path ROOT =
            Path.of(System.getProperty("eqmail.root", "..")).toAbsolutePath().normalize();

    private Desk() {}

    /** A file of the checked-out project. */
    public static Path file(String name) {
        return ROOT.resolve(name);
    }

    /** A command of the packed image. */
    public static Path command(String name) {
        Path command = file("dist/bin").resolve(name);
        if (!Files.exists(command)) {
            fail(command + " is missing: run make");
        }
        return command;
    }

    /** Goes on only if {@code present}. */
    public static void needs(boolean present, String what) {
        if (!present && isCi()) {
            fail("this machine runs with CI=true and must have " + what);
        }
        Assumptions.assumeTrue(present, () -> "needs " + what);
    }

    /** Goes on only if {@code program} is an executable in PATH. */
    public static void needsProgram(String program) {
        needs(hasProgram(program), "the program " + program);
    }

    /** Is {@code program} an executable in PATH? */
    public static boolean hasProgram(String program) {
        for (String directory :
                Objects.requireNonNullElse(System.getenv("PATH"), "").split(":")) {
            if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }

    /** Does this run on a machine where everything must be there? */
    public static boolean isCi() {
        return "true".equals(System.getenv("CI"));
    }

    /** Are we root, so that namespaces can be made and identities taken? */
    public static boolean isRoot() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream().anyMatch(l -> l.startsWith("Uid:\t0\t0\t"));
    }
}
