package eqmail.posix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** This process. */
public final class Self {
    private static final Path LINK = Path.of("/proc/self");

    private Self() {}

    /** Its number; from proc(5), since Java's ProcessHandle sets up a pool of threads before it answers. */
    public static long pid() {
        try {
            return Long.parseLong(Files.readSymbolicLink(LINK).toString());
        } catch (IOException | NumberFormatException otherProc) {
            return ProcessHandle.current().pid();
        }
    }
}
