package eqmail.doctor;

import eqmail.fs.Disk;
import eqmail.spool.SpoolCheck;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Every byte of the queue. */
public final class SpoolHealth implements Check {
    private final Disk disk;
    private final Path log;

    /** For the spool in {@code log}. */
    public SpoolHealth(Disk disk, Path log) {
        this.disk = disk;
        this.log = log;
    }

    @Override
    public String subject() {
        return "queue";
    }

    @Override
    public List<Finding> look() throws IOException {
        SpoolCheck.Result result;
        try {
            result = new SpoolCheck(disk, log).run();
        } catch (NoSuchFileException beforeTheFirstStart) {
            return List.of(Finding.ok("not begun"));
        }
        Set<String> faults = result.faults();
        String messages = result.messages() + " messages";
        return List.of(
                faults.isEmpty()
                        ? Finding.ok(messages + ", every record is whole")
                        : Finding.fail(
                                messages + "; " + faults.iterator().next(),
                                "see eqmail spool check " + log + ", and copy the directory before anything else"));
    }
}
