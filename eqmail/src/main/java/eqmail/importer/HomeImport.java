package eqmail.importer;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Takes the configuration of an old home into another one, or into its own new places: control files, users, the
 * instructions of alias, keys of DKIM. Whatever exists in the new home stays as it is. Owners and modes are kept as far as
 * the caller may set them.
 */
final class HomeImport {
    /** Deeper than any control directory. */
    private static final int DEPTH = 8;

    /** Ends the name of a file that is not whole yet. */
    private static final String HALF = ".import";

    private final Path from;
    private final Path to;

    HomeImport(Path from, Path to) {
        this.from = from;
        this.to = to;
    }

    /**
     * Where a home keeps its queue: newer eQmail has {@code var/queue} in the place of {@code queue}. A home that was
     * upgraded may have both, and mail in both.
     */
    static List<Path> queues(Path home) {
        List<Path> queues = new ArrayList<>();
        for (String name : List.of("queue", "var/queue")) {
            if (Files.isDirectory(home.resolve(name).resolve("mess"))) {
                queues.add(home.resolve(name));
            }
        }
        return queues.isEmpty() ? List.of(home.resolve("queue")) : queues;
    }

    /** The files that are missing in the new home, by their names there, and where they are now. */
    Map<Path, Path> missing() throws IOException {
        Map<Path, Path> missing = new LinkedHashMap<>();
        add(from.resolve("control"), "control", name -> true, missing);
        if (Files.exists(from.resolve("etc/me"))) {
            // Newer eQmail. A control directory beside it is what an import has made of it, perhaps only of its
            // beginning.
            add(from.resolve("etc"), "control", name -> !isForDkim(name), missing);
        }
        add(from.resolve("etc"), "etc", HomeImport::isForDkim, missing);
        add(from.resolve("users"), "users", name -> true, missing);
        add(
                from.resolve("alias"),
                "alias",
                name -> name.getFileName().toString().startsWith(".qmail"),
                missing);
        return missing;
    }

    private static boolean isForDkim(Path name) {
        return name.startsWith("dkimkeys") || name.startsWith("qdkim.conf");
    }

    /** Copies one of {@link #missing}. Under its name it is whole or not there: a second run must not take half for all. */
    void copy(Path name, Path source) throws IOException {
        Path target = to.resolve(name);
        Path half = target.resolveSibling(target.getFileName() + HALF);
        Files.createDirectories(target.getParent());
        Files.deleteIfExists(half);
        Files.copy(source, half, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
        if (!Files.isSymbolicLink(half)) {
            force(half);
        }
        Files.move(half, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private void add(Path directory, String into, Predicate<Path> wanted, Map<Path, Path> missing) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        // Debian had links in the home: control leads to /etc/qmail.
        Path real = directory.toRealPath();
        try (Stream<Path> files = Files.walk(real, DEPTH)) {
            for (Path file : (Iterable<Path>) files.sorted()::iterator) {
                Path inside = real.relativize(file);
                Path name = Path.of(into).resolve(inside);
                if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)
                        && wanted.test(inside)
                        && !inside.toString().endsWith(HALF)
                        && !Files.exists(to.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                    missing.putIfAbsent(name, file);
                }
            }
        }
    }
}
