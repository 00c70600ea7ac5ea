package eqmail.importer;

import eqmail.bytes.Latin1;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/** A home as qmail leaves it behind, with queue files in {@code split} directories (0: flat). */
final class OldHome {
    static final Instant BIRTH = Instant.parse("2026-11-20T08:00:00Z");

    final Path home;
    private final int split;

    OldHome(Path home, int split) throws IOException {
        this.home = home;
        this.split = split;
        for (String name : new String[] {"mess", "info", "local", "remote", "todo", "bounce", "intd", "pid", "lock"}) {
            Files.createDirectories(home.resolve("queue").resolve(name));
        }
        Files.createDirectories(home.resolve("control"));
    }

    private Path file(String directory, long id) throws IOException {
        boolean flat = split == 0 || directory.equals("bounce");
        Path in = home.resolve("queue").resolve(directory);
        return Files.createDirectories(flat ? in : in.resolve(Long.toString(id % split)))
                .resolve(Long.toString(id));
    }

    OldHome put(String directory, long id, String bytes, Instant modified) throws IOException {
        Path file = file(directory, id);
        Files.write(file, Latin1.bytes(bytes));
        Files.setLastModifiedTime(file, FileTime.from(modified));
        return this;
    }

    /** One that was preprocessed, with recipients as in the channel files. */
    OldHome waiting(long id, String text, String sender, String local, String remote) throws IOException {
        put("mess", id, text, BIRTH);
        put("info", id, "F" + sender + "\0", BIRTH);
        if (!local.isEmpty()) {
            put("local", id, local, BIRTH.plusSeconds(100));
        }
        if (!remote.isEmpty()) {
            put("remote", id, remote, BIRTH.plusSeconds(400));
        }
        return this;
    }
}
