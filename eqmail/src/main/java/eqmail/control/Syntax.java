package eqmail.control;

import java.util.ArrayList;
import java.util.List;

/**
 * Looks for what a control file of some {@link Kind} cannot mean. Programs take most of it without a word, as the original
 * does: to them a carriage return is a part of the value.
 */
final class Syntax {
    /** Bytes that no host name has; in an address they are part of the syntax. */
    private static final String NOT_IN_HOSTS = " \t\"(),;<>@\\";

    private final List<String> faults = new ArrayList<>();
    private final Kind kind;

    private Syntax(Kind kind) {
        this.kind = kind;
    }

    /** Faults of {@code text}, each as {@code line N: fault}. */
    static List<String> faults(Kind kind, String text) {
        Syntax syntax = new Syntax(kind);
        if (!kind.isText()) {
            return List.of();
        }
        String[] lines = text.split("\n", -1);
        if (kind.isLine()) {
            syntax.value(lines[0]);
        } else {
            for (int i = 0; i < lines.length; i++) {
                String line = lines[i].stripTrailing();
                if (!line.isEmpty() && !line.startsWith("#")) {
                    syntax.entry(i + 1, lines[i]);
                }
            }
        }
        return syntax.faults;
    }

    private void value(String line) {
        carriageReturn(1, line);
        String value = line.stripTrailing();
        if (kind == Kind.LINE) {
            blank(1, value);
        } else if (kind == Kind.HOST && value.isEmpty()) {
            fault(1, "no host name");
        } else if (kind == Kind.HOST) {
            host(1, value);
        }
    }

    private void entry(int number, String line) {
        carriageReturn(number, line);
        String value = line.stripTrailing();
        switch (kind) {
            case HOSTS -> host(number, value);
            case PAIRS -> {
                blank(number, value);
                if (value.indexOf(':') < 0) {
                    fault(number, "without a colon, so it is ignored: " + value);
                }
            }
            case PATHS -> {
                if (!value.startsWith("/")) {
                    fault(number, "not an absolute path, so it is ignored: " + value);
                }
            }
            case LIST -> blank(number, value);
            default -> {}
        }
    }

    private void carriageReturn(int number, String line) {
        if (line.indexOf('\r') >= 0) {
            fault(number, "a carriage return, which belongs to the value");
        }
    }

    private void blank(int number, String value) {
        if (value.startsWith(" ") || value.startsWith("\t")) {
            fault(number, "begins with a blank, which belongs to the value");
        }
    }

    private void host(int number, String value) {
        boolean odd = value.chars().anyMatch(c -> NOT_IN_HOSTS.indexOf(c) >= 0 || (c < ' ' && c != '\r') || c == 127);
        if (odd) {
            fault(number, "not a host name: " + value);
        }
    }

    private void fault(int number, String what) {
        faults.add("line " + number + ": " + what);
    }
}
