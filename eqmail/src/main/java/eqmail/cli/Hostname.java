package eqmail.cli;

import eqmail.bytes.Latin1;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code hostname}: prints the system host name (hostname.c of the original; gethostname(2)). */
final class Hostname implements Program {
    /** Where Linux shows what gethostname(2) answers. */
    private static final Path KERNEL_NAME = Path.of("/proc/sys/kernel/hostname");

    @Override
    public int run(Invocation in) throws IOException {
        String name = Latin1.string(Files.readAllBytes(KERNEL_NAME)).strip();
        in.stdout().write(Latin1.bytes(name + "\n"));
        return 0;
    }
}
