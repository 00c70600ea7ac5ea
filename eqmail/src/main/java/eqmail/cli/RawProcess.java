package eqmail.cli;

import eqmail.bytes.Latin1;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Arguments and environment as the bytes the kernel holds (proc(5)). The JVM's own view decodes them by the locale and
 * loses what does not fit; addresses and names must pass unchanged.
 */
final class RawProcess {
    private RawProcess() {}

    /** What follows the main class {@code main} in our command line: the command's name, then its arguments. */
    static List<String> arguments(Class<?> main) throws IOException {
        List<String> all = split(Latin1.string(Files.readAllBytes(Path.of("/proc/self/cmdline"))));
        int at = all.indexOf(main.getName());
        if (at < 0) {
            throw new IOException("cannot find " + main.getName() + " in /proc/self/cmdline");
        }
        return all.subList(at + 1, all.size());
    }

    /** The environment as it was at the start. An entry without {@code =} is skipped; the first of a name counts. */
    static Map<String, String> environment() throws IOException {
        Map<String, String> env = new LinkedHashMap<>();
        for (String entry : split(Latin1.string(Files.readAllBytes(Path.of("/proc/self/environ"))))) {
            int equals = entry.indexOf('=');
            if (equals > 0) {
                env.putIfAbsent(entry.substring(0, equals), entry.substring(equals + 1));
            }
        }
        return env;
    }

    /** The pieces of {@code text}, each ended by a NUL; a last one without NUL counts too. */
    static List<String> split(String text) {
        List<String> pieces = new ArrayList<>();
        for (int from = 0; from < text.length(); ) {
            int nul = text.indexOf('\0', from);
            int end = nul < 0 ? text.length() : nul;
            pieces.add(text.substring(from, end));
            from = end + 1;
        }
        return pieces;
    }
}
