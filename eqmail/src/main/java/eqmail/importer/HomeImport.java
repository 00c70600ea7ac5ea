package eqmail.importer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Takes the configuration of an old home into another one: control files, users, and the instructions of alias. Whatever
 * exists in the new home stays as it is. Owners and modes are kept as far as the caller may set them.
 */
final class HomeImport {
    /** Deeper than any control directory. */
    private static final int DEPTH = 8;

    private final Path from;
    private final Path to;

    HomeImport(Path from, Path to) {
        this.from = from;
        this.to = to;
    }

    /** Where a home keeps its control files: newer eQmail has {@code etc} in the place of {@code control}. */
    static Path control(Path home) {
        return Files.isDirectory(home.resolve("control")) ? home.resolve("control") : home.resolve("etc");
    }

    /** Where it keeps its queue. */
    static Path queue(Path home) {
        return Files.isDirectory(home.resolve("queue")) ? home.resolve("queue") : home.resolve("var/queue");
    }

    /** The files that are missing in the new home, by their names there. */
    List<Path> missing() throws IOException {
        List<Path> missing = new ArrayList<>();
        add(control(from), "control", name -> true, missing);
        add(from.resolve("users"), "users", name -> true, missing);
        add(from.resolve("alias"), "alias", name -> name.startsWith(".qmail"), missing);
        return missing;
    }

    /** Copies one of {@link #missing}. */
    void copy(Path name) throws IOException {
        Path top = name.startsWith("control") ? control(from) : from.resolve(name.getName(0));
        Path source = top.resolve(name.getName(0).relativize(name));
        Path target = to.resolve(name);
        Files.createDirectories(target.getParent());
        Files.copy(source, target, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
    }

    private void add(Path directory, String into, Predicate<String> wanted, List<Path> missing) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory, DEPTH)) {
            for (Path file : (Iterable<Path>) files.sorted()::iterator) {
                Path name = Path.of(into).resolve(directory.relativize(file).toString());
                boolean there = Files.exists(to.resolve(name), LinkOption.NOFOLLOW_LINKS);
                if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)
                        && wanted.test(String.valueOf(file.getFileName()))
                        && !there) {
                    missing.add(name);
                }
            }
        }
    }
}
