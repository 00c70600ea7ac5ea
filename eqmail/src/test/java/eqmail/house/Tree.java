package eqmail.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The checked-out project, as the house rules look at it. */
final class Tree {
    /** Set by surefire; an IDE that runs a test alone starts in the module. */
    private static final Path ROOT =
            Path.of(System.getProperty("eqmail.root", "..")).toAbsolutePath().normalize();

    private Tree() {}

    static Path file(String name) {
        return ROOT.resolve(name);
    }

    static String text(String name) {
        return text(file(name));
    }

    static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All Java files below the folder of a module; none if there is no such folder. */
    static List<Path> javaFiles(String folder) {
        return files(folder, ".java");
    }

    static List<Path> files(String folder, String ending) {
        if (!Files.isDirectory(file(folder))) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(file(folder))) {
            return all.filter(f -> f.toString().endsWith(ending)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String name(Path file) {
        return ROOT.relativize(file).toString();
    }
}
