package eqmail.dkim;

import java.nio.file.Path;
import java.util.Optional;

/** Tells programs that somebody put in the place of ours. */
@FunctionalInterface
public interface ForeignPrograms {
    /**
     * The program to be run for {@code name}; empty when that is our own, whose work needs no process.
     *
     * @param set a path from the settings, relative to the home, if there is one
     */
    Optional<Path> find(Optional<String> set, String name);
}
