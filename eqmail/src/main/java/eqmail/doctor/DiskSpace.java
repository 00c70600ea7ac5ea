package eqmail.doctor;

import eqmail.fs.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Room for the queue: without it mail is put off. */
public final class DiskSpace implements Check {
    private static final long MIB = 1 << 20;
    /** A day of mail on a small host. */
    private static final long LITTLE = 1024 * MIB;
    /** About where the spool stops taking mail. */
    private static final long NOTHING = 64 * MIB;
    /** Files for big messages and mailboxes. */
    private static final long FEW_FILES = 10_000;

    private final Disk disk;
    private final Path home;

    /** For the file system of {@code home}. */
    public DiskSpace(Disk disk, Path home) {
        this.disk = disk;
        this.home = home;
    }

    @Override
    public String subject() {
        return "room";
    }

    @Override
    public List<Finding> look() throws IOException {
        Disk.Space space = disk.space(home);
        String text = space.bytes() / MIB + " MiB free for " + home;
        String mend = "make room, or move the queue to a larger disk";
        if (space.bytes() < NOTHING || space.files() == 0) {
            return List.of(Finding.fail(text + ", " + space.files() + " files", mend));
        }
        return List.of(
                space.bytes() < LITTLE || space.files() < FEW_FILES
                        ? Finding.warn(text + ", " + space.files() + " files", mend)
                        : Finding.ok(text));
    }
}
