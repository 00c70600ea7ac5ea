package eqmail.delivery;

import eqmail.bytes.Latin1;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * People put programs of their own in the place of {@code bin/qmail-local}, {@code bin/qmail-remote} or {@code
 * bin/qmail-queue}. A room is called in process only while the file of its name is ours; otherwise that file is run
 * with the original's protocol.
 */
public final class Replaceable {
    /** No launcher or one-line wrapper is larger; a bigger file is somebody's program. */
    private static final int LARGEST_OWN = 16 * 1024;

    private final Path home;
    private final Path image;

    /**
     * Judges programs of {@code home}.
     *
     * @param image where this product lies ({@code image/bin/NAME} are its own commands)
     */
    public Replaceable(Path home, Path image) {
        this.home = home;
        this.image = image;
    }

    /** The program that stands in for {@code name}; empty when there is no such file or it is our own. */
    public Optional<Path> standIn(String name) {
        Path file = home.resolve("bin").resolve(name);
        try {
            return Files.size(file) <= LARGEST_OWN && isOurs(file, name) ? Optional.empty() : Optional.of(file);
        } catch (NoSuchFileException missing) {
            return Optional.empty();
        } catch (IOException unreadable) {
            return Optional.of(file);
        }
    }

    /** Where {@code name} is to be run from: the home's bin if it is there, else the image. */
    public Path command(String name) {
        Path installed = home.resolve("bin").resolve(name);
        return Files.exists(installed) ? installed : image.resolve("bin").resolve(name);
    }

    /** Is {@code program}, wherever it is, our own {@code name}? A file missing in the home's bin counts as ours there. */
    public boolean isOwn(Path program, String name) {
        Path file = program.normalize();
        return file.equals(image.resolve("bin").resolve(name).normalize())
                || (file.equals(home.resolve("bin").resolve(name).normalize())
                        && standIn(name).isEmpty());
    }

    /**
     * The program to be run for {@code name}, empty when that is our own: the one at {@code set}, a path relative to the
     * home, or without it {@link #standIn}.
     */
    public Optional<Path> foreign(Optional<String> set, String name) {
        if (set.isEmpty()) {
            return standIn(name);
        }
        Path program = home.resolve(set.get());
        return isOwn(program, name) ? Optional.empty() : Optional.of(program);
    }

    private boolean isOurs(Path file, String name) throws IOException {
        Path own = image.resolve("bin").resolve(name);
        if (!Files.exists(own)) {
            return false;
        }
        if (Files.isSameFile(file, own)) {
            return true;
        }
        byte[] text = Files.readAllBytes(file);
        return Arrays.equals(text, Files.readAllBytes(own)) || isWrapper(Latin1.string(text), own);
    }

    private static boolean isWrapper(String text, Path own) {
        return text.equals("#!/bin/sh\nexec \"" + own + "\" \"$@\"\n")
                || text.equals("#!/bin/sh\nexec " + own + " \"$@\"\n");
    }
}
