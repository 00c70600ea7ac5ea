package eqmail.bfrmt;

import eqmail.bytes.Latin1;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Tells whether {@code control/beforemote} has anything to say. The file that config-bfrmt makes only calls qmail-remote:
 * with it no process is started, as without one.
 */
public final class BeforeRemote {
    /** What config-bfrmt writes, its comments left out. */
    private static final List<String> AS_INSTALLED =
            List.of("export DKREMOTE=\"$BINDIR/qmail-remote\"", "np=\"$BINDIR/qmail-remote\" ; exec $np \"$@\"");

    private BeforeRemote() {}

    /**
     * Must qmail-bfrmt run for this {@code home}? A file that we cannot read counts: the shell will say what is wrong with
     * it.
     */
    public static boolean configured(Path home) {
        Path file = home.resolve("control/beforemote");
        try {
            return Files.isRegularFile(file) && !isAsInstalled(Latin1.string(Files.readAllBytes(file)));
        } catch (IOException unreadable) {
            return true;
        }
    }

    private static boolean isAsInstalled(String text) {
        return text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList()
                .equals(AS_INSTALLED);
    }
}
