package eqmail.control;

import eqmail.bytes.Latin1;
import eqmail.bytes.Scan;
import eqmail.log.Log;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads control files of one home (control.c; network.md 1.1). Every method reads anew; a missing file is "absent",
 * any other fault (a directory, no permission) is a {@link ControlException} that names file and fault.
 */
public final class Control {
    /** A number and nothing else but blanks and a remark; a line without anything counts as none. */
    private static final String NUMBER = "(\\d+\\s*(#.*)?)?";

    private final Path home;
    private final boolean strict;
    private final Set<String> hidden;
    private final Secrets secrets;

    /**
     * An entry of a list.
     *
     * @param line where it stands in the file, from 1 on
     * @param text without blanks and tabs at its end
     */
    public record Entry(int line, String text) {}

    /** Reads below {@code home}; names given to the methods are relative to it ({@code control/me}). */
    public Control(Path home) {
        this(home, false, Set.of(), Secrets.NONE);
    }

    private Control(Path home, boolean strict, Set<String> hidden, Secrets secrets) {
        this.home = home;
        this.strict = strict;
        this.hidden = hidden;
        this.secrets = secrets;
    }

    /**
     * The same for the resident server, where a number that is none is a fault: a queue lifetime of {@code 12h} must not
     * bounce all mail after twelve seconds.
     */
    public static Control strict(Path home) {
        return new Control(home, true, Set.of(), Secrets.NONE);
    }

    /** The same home as if {@code file} were missing: what else would be wrong without it? */
    Control without(String file) {
        Set<String> more = new HashSet<>(hidden);
        more.add(file);
        return new Control(home, strict, Set.copyOf(more), secrets);
    }

    /** The same home for who may have {@code secrets} read what it may not. */
    public Control with(Secrets secrets) {
        return new Control(home, strict, hidden, secrets);
    }

    /** Is {@code file} taken for missing? */
    boolean isHidden(String file) {
        return hidden.contains(file);
    }

    /** The home itself. */
    public Path home() {
        return home;
    }

    /** First line, blanks, tabs and LF taken off its end; empty if the file is missing. An empty file is "". */
    public Optional<String> line(String file) throws ControlException {
        return text(file).map(t -> stripEnd(firstLine(t)));
    }

    /** {@link #line}, else that of {@code control/me}; empty without both (rldef with me). */
    public Optional<String> lineOrMe(String file) throws ControlException {
        Optional<String> own = line(file);
        return own.isPresent() ? own : line("control/me");
    }

    /** {@link #lineOrMe}, else {@code literal}. */
    public String lineOrMe(String file, String literal) throws ControlException {
        return lineOrMe(file).orElse(literal);
    }

    /**
     * Leading digits of the first line; {@code absent} without file or digits ({@code 500k} is 500).
     *
     * @throws ControlException also for such a line, if this is {@link #strict}
     */
    public long number(String file, long absent) throws ControlException {
        String line = line(file).orElse("");
        if (strict && !line.matches(NUMBER)) {
            throw new ControlException(file, "not a number: " + Log.printable(line));
        }
        return Scan.number(line).orElse(absent);
    }

    /**
     * The number on the first line, which must be nothing else; {@code absent} without the file.
     *
     * @throws ControlException for anything but a number from 1 to 2147483647
     */
    public int count(String file, int absent) throws ControlException {
        Optional<String> line = line(file);
        if (line.isEmpty()) {
            return absent;
        }
        String text = line.get();
        int digits = Scan.digits(text, 0);
        long number = digits == text.length() && digits <= 10 ? Scan.value(text, 0, digits) : 0;
        if (number < 1 || number > Integer.MAX_VALUE) {
            throw new ControlException(file, "not a number from 1 to 2147483647: " + text);
        }
        return (int) number;
    }

    /**
     * Every line with blanks and tabs taken off its end; empty ones and those starting with {@code #} dropped. Empty if
     * the file is missing, a list without entries if it is empty (control_readfile).
     */
    public Optional<List<String>> list(String file) throws ControlException {
        return text(file).map(Control::entries);
    }

    /** {@link #list} for those who tell people where something stands; a missing file has no entries. */
    public List<Entry> numbered(String file) throws ControlException {
        return text(file).map(Control::numberedEntries).orElse(List.of());
    }

    /** {@link #list}; if the file is missing, {@code control/me} as the only entry; empty without both. */
    public Optional<List<String>> listOrMe(String file) throws ControlException {
        Optional<List<String>> own = list(file);
        return own.isPresent() ? own : line("control/me").map(List::of);
    }

    /** All bytes of the file; empty if it is missing. */
    public Optional<String> text(String file) throws ControlException {
        if (hidden.contains(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Latin1.string(bytes(file)));
        } catch (NoSuchFileException missing) {
            return Optional.empty();
        } catch (IOException e) {
            throw new ControlException(file, fault(home.resolve(file), e), e);
        }
    }

    private byte[] bytes(String file) throws IOException {
        try {
            return Files.readAllBytes(home.resolve(file));
        } catch (AccessDeniedException denied) {
            return secrets.read(file);
        }
    }

    private static String fault(Path file, IOException e) {
        if (Files.isDirectory(file)) {
            return "is a directory";
        }
        return e instanceof AccessDeniedException ? "access denied" : String.valueOf(e.getMessage());
    }

    /** {@link #list} of a text. */
    static List<String> entries(String text) {
        return numberedEntries(text).stream().map(Entry::text).toList();
    }

    /** {@link #numbered} of a text. */
    static List<Entry> numberedEntries(String text) {
        List<Entry> out = new ArrayList<>();
        int number = 0;
        for (int from = 0; from < text.length(); ) {
            int lf = text.indexOf('\n', from);
            int end = lf < 0 ? text.length() : lf;
            String line = stripEnd(text.substring(from, end));
            number++;
            if (!line.isEmpty() && !line.startsWith("#")) {
                out.add(new Entry(number, line));
            }
            from = end + 1;
        }
        return out;
    }

    private static String firstLine(String text) {
        int lf = text.indexOf('\n');
        return lf < 0 ? text : text.substring(0, lf);
    }

    private static String stripEnd(String line) {
        int end = line.length();
        while (end > 0 && " \t\n".indexOf(line.charAt(end - 1)) >= 0) {
            end--;
        }
        return line.substring(0, end);
    }
}
