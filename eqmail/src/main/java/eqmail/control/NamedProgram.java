package eqmail.control;

import eqmail.bytes.Latin1;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program that a control file names: would it start? It is only looked at. */
public final class NamedProgram {
    /** Linux reads no more of a script's first line (BINPRM_BUF_SIZE). */
    private static final int FIRST_LINE = 256;

    /** {@code #!}, blanks, the interpreter, and what follows. */
    private static final Pattern SCRIPT = Pattern.compile("#![ \t]*([^ \t\n]*)[^\n]*");

    /** A command that needs no shell to be understood: a path at its beginning, without quotes, variables and patterns. */
    private static final Pattern PATH_FIRST = Pattern.compile("([A-Za-z0-9_.-]*/[A-Za-z0-9_./+-]*)(?=[ \t;|&<>]|$)");

    private static final Set<PosixFilePermission> EXECUTE = Set.of(
            PosixFilePermission.OWNER_EXECUTE, PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.OTHERS_EXECUTE);

    private NamedProgram() {}

    /** Why the program {@code name}, a path relative to {@code home}, cannot be started; empty if it can. */
    public static Optional<String> fault(Path home, String name) {
        try {
            return fault(home.resolve(name)).map(fault -> name + " " + fault);
        } catch (InvalidPathException notAPath) {
            return Optional.of(name + " is not a file name");
        } catch (IOException e) {
            return Optional.of(name + ": " + Fault.text(e));
        }
    }

    /**
     * The same for a command of the shell that runs in {@code home}. Only what begins with a path is looked for; anything
     * else may be a word of the shell, or be found in PATH.
     */
    public static Optional<String> faultOfShell(Path home, String command) {
        if (command.isBlank()) {
            return Optional.of("no command");
        }
        Matcher path = PATH_FIRST.matcher(command.stripLeading());
        return path.lookingAt() ? fault(home, path.group(1)) : Optional.empty();
    }

    /** The same for a {@code name} without a slash that is looked for in {@code search}, directories as in PATH. */
    public static Optional<String> faultInPath(String search, String name) {
        for (String directory : search.split(":", -1)) {
            if (fault(Path.of(directory), name).isEmpty()) {
                return Optional.empty();
            }
        }
        return Optional.of(name + " is in no directory of PATH");
    }

    private static Optional<String> fault(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.of("does not exist");
        }
        if (!Files.isRegularFile(file)) {
            return Optional.of("is not a program");
        }
        if (Files.getPosixFilePermissions(file).stream().noneMatch(EXECUTE::contains)) {
            return Optional.of("is not executable");
        }
        return interpreterFault(file);
    }

    /** A script whose interpreter is missing fails as if it were missing itself, which puzzles everybody. */
    private static Optional<String> interpreterFault(Path file) throws IOException {
        String start;
        try (InputStream in = Files.newInputStream(file)) {
            start = Latin1.string(in.readNBytes(FIRST_LINE));
        } catch (java.nio.file.AccessDeniedException onlyExecutable) {
            return Optional.empty();
        }
        Matcher script = SCRIPT.matcher(start);
        if (!script.lookingAt()) {
            return Optional.empty();
        }
        if (script.group().endsWith("\r")) {
            return Optional.of("has a carriage return at the end of its first line");
        }
        String interpreter = script.group(1);
        if (interpreter.isEmpty()) {
            return Optional.of("names no interpreter behind #!");
        }
        return Files.exists(file.resolveSibling(interpreter))
                ? Optional.empty()
                : Optional.of("needs " + interpreter + ", which does not exist");
    }
}
