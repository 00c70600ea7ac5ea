package eqmail.control;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What those who look at a configuration find in it, one line each: {@code FILE: fault} or {@code FILE: line N: fault}.
 * Files are named relative to the home.
 */
public final class Flaws {
    private final Set<String> faults = new LinkedHashSet<>();
    private final Set<String> warnings = new LinkedHashSet<>();
    private final Set<String> named = new HashSet<>();

    /** Something that cannot be meant: a program will stop at it, or do what nobody wants. */
    public void fault(String file, String what) {
        faults.add(file + ": " + what);
    }

    /** A {@link #fault} in a line, which counts from 1. */
    public void fault(String file, int line, String what) {
        fault(file, "line " + line + ": " + what);
    }

    /** A {@link #fault} in the words of whoever stopped at it. */
    void fault(String message) {
        faults.add(message);
    }

    /** Something that has a meaning, but rarely the one that was intended. */
    public void warning(String file, String what) {
        warnings.add(file + ": " + what);
    }

    /** A {@link #warning} about a line, which counts from 1. */
    public void warning(String file, int line, String what) {
        warning(file, "line " + line + ": " + what);
    }

    /** Another file names {@code file}, so it is no stranger in its directory. */
    public void names(String file) {
        named.add(file);
    }

    /** Does a file name {@code file}? */
    boolean isNamed(String file) {
        return named.contains(file);
    }

    /** All faults, in the order in which they were found. */
    public Set<String> faults() {
        return new LinkedHashSet<>(faults);
    }

    /** All warnings, likewise. */
    public Set<String> warnings() {
        return new LinkedHashSet<>(warnings);
    }
}
