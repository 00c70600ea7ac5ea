package eqmail.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The account as which a server that root has started works, and what is closed to it. Only owner, group and mode are
 * looked at.
 *
 * @param name for people
 * @param uid its number
 * @param gid that of its one group
 */
public record ServerAccount(String name, int uid, int gid) {
    private static final int READ = 4;
    private static final int SEARCH = 1;

    /**
     * What hinders the account to read {@code file}: the file itself, or a directory on the way to it. Empty if nothing
     * does, or there is no such file. What lies in {@code home} is looked at from there on, the end of a link from the root
     * on.
     */
    Optional<Path> obstacle(Path home, Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Path end = file.toRealPath();
        Path start = home.toRealPath();
        List<Path> way = new ArrayList<>();
        for (Path above = end.getParent(); above != null && !above.equals(start); above = above.getParent()) {
            way.addFirst(above);
        }
        for (Path directory : way) {
            if (!may(directory, SEARCH)) {
                return Optional.of(directory);
            }
        }
        return may(end, READ) ? Optional.empty() : Optional.of(end);
    }

    private boolean may(Path file, int right) throws IOException {
        int mode = (Integer) Files.getAttribute(file, "unix:mode");
        int shift = Files.getAttribute(file, "unix:uid").equals(uid)
                ? 6
                : Files.getAttribute(file, "unix:gid").equals(gid) ? 3 : 0;
        return (mode >> shift & right) != 0;
    }
}
