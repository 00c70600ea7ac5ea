package eqmail.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a command makes of a text that people write: programs read the one, people look into the other. */
final class CompiledFiles {
    private static final List<Made> ALL = List.of(
            new Made("control/morercpthosts.cdb", "control/morercpthosts", "qmail-newmrh"),
            new Made("control/tcprules.cdb", "control/tcprules", ""),
            new Made("users/cdb", "users/assign", "qmail-newu"));

    /**
     * A pair of files.
     *
     * @param command makes one of the other; empty if the text counts without it
     */
    private record Made(String file, String source, String command) {}

    private CompiledFiles() {}

    /** Looks whether what counts in {@code home} is what people have written. */
    static void check(Path home, Flaws flaws) {
        for (Made made : ALL) {
            try {
                check(home, made, flaws);
            } catch (IOException e) {
                flaws.fault(made.file(), Fault.text(e));
            }
        }
    }

    private static void check(Path home, Made made, Flaws flaws) throws IOException {
        Path file = home.resolve(made.file());
        Path source = home.resolve(made.source());
        if (!Files.exists(source)) {
            return;
        }
        if (Files.exists(file)) {
            if (seconds(source) > seconds(file)) {
                flaws.fault(made.file(), "is older than " + made.source());
            }
        } else if (!made.command().isEmpty()) {
            flaws.warning(made.source(), "does not count before " + made.command() + " is run");
        }
    }

    /** Copying a home may round times. */
    private static long seconds(Path file) throws IOException {
        return Math.floorDiv(Files.getLastModifiedTime(file).toMillis(), 1000L);
    }
}
