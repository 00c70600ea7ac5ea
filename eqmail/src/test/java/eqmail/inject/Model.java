package eqmail.inject;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What tools.md 2.4 to 2.8 and 3 say of an injection, put down a second time in another way: a token is a string, whose
 * first char tells a word's kind (a q l c) or is the mark itself.
 */
final class Model {
    static final String DEFAULT_HOST = "mail.example.org";
    static final String DOMAIN = "example.org";
    static final String PLUS = "plus.example";
    private static final String MARKS = ".,@<>:;";
    private static final Pattern FIELD = Pattern.compile("([!-9;-~]+)[ \\t]*:.*", Pattern.DOTALL);
    private static final Set<String> REWRITTEN = words("to cc bcc apparently-to resent-to resent-cc resent-bcc from"
            + " sender reply-to return-receipt-to errors-to resent-from resent-sender resent-reply-to return-path");
    private static final Set<String> REMOVED = Set.of("bcc", "resent-bcc", "return-path", "content-length");
    private static final Set<String> RESENT = words("resent-sender resent-from resent-reply-to resent-to"
            + " resent-cc resent-bcc resent-date resent-message-id");

    private final Map<String, String> env;
    final Set<String> seen = new TreeSet<>();
    final List<String> plain = new ArrayList<>();
    final List<String> resent = new ArrayList<>();
    final StringBuilder kept = new StringBuilder();
    String body = "";

    @Nullable
    String returnPath;

    /** The field that cannot be parsed. */
    static final class Unparsable extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unparsable(String field) {
            super(field);
        }
    }

    Model(Map<String, String> env) {
        this.env = env;
    }

    private static Set<String> words(String text) {
        return Set.of(text.split(" "));
    }

    private boolean flag(char letter) {
        return env.getOrDefault("QMAILINJECT", "").indexOf(letter) >= 0;
    }

    /** The message of the queue, generated fields with fixed date and id. */
    String message(String input) {
        for (String field : split(input)) {
            add(field);
        }
        boolean again = seen.stream().anyMatch(RESENT::contains);
        String prefix = again ? "Resent-" : "";
        StringBuilder out = new StringBuilder();
        if (!seen.contains(prefix.toLowerCase(Locale.ROOT) + "date")) {
            out.append(prefix).append("Date: 9 Sep 2001 01:46:40 +0000\n");
        }
        if (!seen.contains(prefix.toLowerCase(Locale.ROOT) + "message-id")) {
            out.append(prefix)
                    .append("Message-ID: <20010909014640." + Injection.PID + ".qmail@" + DEFAULT_HOST + ">\n");
        }
        if (!seen.contains(prefix.toLowerCase(Locale.ROOT) + "from")) {
            out.append(write(walk(tokens(prefix + "From: " + from()), new ArrayList<>())));
        }
        if (!seen.contains(prefix.toLowerCase(Locale.ROOT) + "to")
                && !seen.contains(prefix.toLowerCase(Locale.ROOT) + "cc")) {
            out.append(prefix).append("Cc: recipient list not shown: ;\n");
        }
        return out.append(kept).append(body).toString();
    }

    List<String> recipients() {
        return seen.stream().anyMatch(RESENT::contains) ? resent : plain;
    }

    String sender() {
        String base = returnPath;
        if (base == null) {
            String box = env.getOrDefault("QMAILSUSER", env.getOrDefault("USER", "anonymous"));
            box += flag('m') ? "-1000000000." + Injection.PID : "";
            box += flag('r') ? "-" : "";
            base = text(complete(tokens(quote(box) + host("QMAILSHOST"))));
        }
        return flag('r') ? base + "-@[]" : base;
    }

    private String host(String first) {
        String host = env.getOrDefault(first, env.get("QMAILHOST"));
        return host == null ? "" : "@" + host;
    }

    private String from() {
        String address = quote(env.getOrDefault("USER", "anonymous")) + host("QMAILHOST");
        String name = env.get("NAME");
        if (name == null) {
            return address;
        }
        String safe = name.replaceAll("[\"\\[\\]()\\\\]", "\\\\$0");
        return flag('c') ? address + " (" + safe + ")" : "\"" + safe + "\" <" + address + ">";
    }

    private static String quote(String box) {
        boolean bare = box.matches("[!#$%&'*+/0-9=?A-Z^_`a-z{|}~.-]+") && !box.matches("\\..*|.*\\.\\..*|.*\\.");
        return bare ? box : "\"" + box.replaceAll("[\"\\\\\r\n]", "\\\\$0") + "\"";
    }

    private List<String> split(String input) {
        List<String> fields = new ArrayList<>();
        String rest = input.isEmpty() || input.endsWith("\n") ? input : input + "\n";
        while (!rest.isEmpty()) {
            String line = rest.substring(0, rest.indexOf('\n') + 1);
            if (line.matches("[ \\t][^\\n]*\\n") && !fields.isEmpty()) {
                fields.set(fields.size() - 1, fields.getLast() + line);
            } else if (line.startsWith("From ")) {
                fields.add("MBOX-Line: " + line);
            } else if (FIELD.matcher(line).matches()) {
                fields.add(line);
            } else {
                body = line.equals("\n") ? rest : "\n" + rest;
                return fields;
            }
            rest = rest.substring(line.length());
        }
        return fields;
    }

    private void add(String field) {
        Matcher matcher = FIELD.matcher(field);
        String name = matcher.matches() ? matcher.group(1).toLowerCase(Locale.ROOT) : "";
        if ((name.equals("from") && flag('f'))
                || (name.equals("message-id") && flag('i'))
                || (name.equals("return-path") && flag('s'))) {
            return;
        }
        seen.add(name);
        String shown = field;
        if (REWRITTEN.contains(name)) {
            List<String> found = new ArrayList<>();
            try {
                shown = write(walk(tokens(field), found));
            } catch (Unparsable e) {
                throw new Unparsable(field);
            }
            found.replaceAll(address -> address.split("\0", 2)[0]);
            switch (name) {
                case "to", "cc", "bcc", "apparently-to" -> plain.addAll(found);
                case "resent-to", "resent-cc", "resent-bcc" -> resent.addAll(found);
                case "return-path" ->
                    returnPath = returnPath == null && !found.isEmpty() ? found.getFirst() : returnPath;
                default -> {}
            }
        }
        if (!REMOVED.contains(name)) {
            kept.append(shown);
        }
    }

    static List<String> tokens(String text) {
        List<String> out = new ArrayList<>();
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (" \t\r\n".indexOf(c) >= 0) {
                i++;
            } else if (MARKS.indexOf(c) >= 0) {
                out.add(String.valueOf(c));
                i++;
            } else if ("([\"".indexOf(c) >= 0) {
                i = enclosed(text, i, out);
            } else if (c == ')' || c == ']') {
                throw new Unparsable(text);
            } else {
                i = atom(text, i, out);
            }
        }
        return out;
    }

    private static int enclosed(String text, int from, List<String> out) {
        char open = text.charAt(from);
        char close = open == '(' ? ')' : open == '[' ? ']' : '"';
        StringBuilder word = new StringBuilder(open == '(' ? "c" : open == '[' ? "l" : "q");
        int level = 1;
        int i = from + 1;
        for (; level > 0; i++) {
            if (i >= text.length()) {
                throw new Unparsable(text);
            }
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
                if (i >= text.length()) {
                    throw new Unparsable(text);
                }
                word.append(text.charAt(i));
            } else if (c == close) {
                level--;
            } else if (c == '(' && open == '(') {
                level++;
            } else {
                word.append(c);
            }
        }
        out.add(word.toString());
        return i;
    }

    private static int atom(String text, int from, List<String> out) {
        StringBuilder word = new StringBuilder();
        int i = from;
        while (i < text.length() && (i == from || (" \t\r\n([\"" + MARKS).indexOf(text.charAt(i)) < 0)) {
            if (text.charAt(i) == '\\') {
                i++;
                if (i < text.length()) {
                    word.append(text.charAt(i));
                }
            } else {
                word.append(text.charAt(i));
            }
            i++;
        }
        boolean bare = word.chars().allMatch(c -> c >= 32 && c <= 126 && c != ')' && c != ']' && c != '\\');
        out.add((bare ? "a" : "q") + word);
        return i;
    }

    private static boolean word(String token) {
        return token.length() > 0 && "aqlc".indexOf(token.charAt(0)) >= 0;
    }

    static List<String> walk(List<String> tokens, List<String> found) {
        List<String> out = new ArrayList<>();
        List<String> address = new ArrayList<>();
        boolean group = false;
        boolean wordOk = true;
        int i = tokens.size();
        while (i > 2) {
            String token = tokens.get(--i);
            char kind = token.charAt(0);
            if ((kind == ';' || kind == '>' || ("aql".indexOf(kind) >= 0 && !wordOk)) && flush(address, out, found)) {
                out.addFirst(",");
            } else if (kind == ':' || kind == ',') {
                flush(address, out, found);
            }
            if ((kind == ';' && group) || (kind == ':' && !group)) {
                throw new Unparsable("");
            }
            switch (kind) {
                case ';', ':', ',' -> {
                    group = kind == ';' || (kind != ':' && group);
                    wordOk = true;
                    out.addFirst(token);
                    while (kind == ':' && i > 2 && !out.getFirst().equals(",")) {
                        out.addFirst(tokens.get(--i));
                    }
                }
                case '>' -> {
                    out.addFirst(token);
                    while (i > 2 && !tokens.get(i - 1).equals("<")) {
                        address.addFirst(tokens.get(--i));
                    }
                    if (i == 2) {
                        throw new Unparsable("");
                    }
                    emit(address, out, found);
                    out.addFirst(tokens.get(--i));
                    while (i > 2 && "caq@.".indexOf(tokens.get(i - 1).charAt(0)) >= 0) {
                        out.addFirst(tokens.get(--i));
                    }
                    wordOk = false;
                }
                case 'c' -> out.addFirst(token);
                default -> {
                    wordOk = !word(token);
                    address.addFirst(token);
                }
            }
        }
        flush(address, out, found);
        out.addAll(0, tokens.subList(0, 2));
        return out;
    }

    private static boolean flush(List<String> address, List<String> out, List<String> found) {
        return !address.isEmpty() && emit(address, out, found);
    }

    private static boolean emit(List<String> address, List<String> out, List<String> found) {
        List<String> done = complete(address);
        found.add(text(done));
        out.addAll(0, done);
        address.clear();
        return true;
    }

    static List<String> complete(List<String> address) {
        List<String> a = new ArrayList<>(address);
        int n = a.size();
        if (n == 0 || (n >= 2 && a.get(n - 2).equals("@") && a.get(n - 1).equals("l"))) {
            return a;
        }
        if (a.getFirst().equals("@")) {
            int colon = a.indexOf(":");
            a = new ArrayList<>(colon < 0 ? List.of() : a.subList(colon + 1, n));
        }
        if (!a.isEmpty() && a.getLast().equals(".")) {
            a.removeLast();
        }
        if (!a.isEmpty() && a.getLast().equals("@")) {
            a.removeLast();
        }
        if (a.isEmpty()) {
            return a;
        }
        if (!a.contains("@")) {
            a.addAll(tokens("@" + DEFAULT_HOST));
        }
        if (a.getLast().matches("(?s)a.*\\+")) {
            a.add(a.removeLast().replaceFirst("\\+$", ""));
            a.addAll(tokens("." + PLUS));
        }
        List<String> domain = a.subList(a.lastIndexOf("@") + 1, a.size());
        if (domain.stream().noneMatch(t -> t.equals(".") || t.startsWith("l"))) {
            a.addAll(tokens("." + DOMAIN));
        }
        return a;
    }

    static String text(List<String> address) {
        StringBuilder out = new StringBuilder();
        for (String token : address) {
            if (token.startsWith("l")) {
                out.append('[').append(token, 1, token.length()).append(']');
            } else if (!token.startsWith("c")) {
                out.append(word(token) ? token.substring(1) : token);
            }
        }
        return out.toString();
    }

    /** Each comma first breaks the line; then a break goes where the line that it makes is short enough. */
    static String write(List<String> tokens) {
        List<String> elements = new ArrayList<>(List.of(""));
        String left = "";
        for (String token : tokens) {
            boolean space = left.equals(":") || (token.equals("<") && !left.isEmpty()) || (word(left) && word(token));
            left = token.equals(",") ? "" : token;
            elements.add(elements.removeLast() + (space ? " " : "") + spelled(token));
            if (token.equals(",")) {
                elements.add("");
            }
        }
        if (elements.size() > 1 && elements.getLast().isEmpty()) {
            elements.removeLast();
        }
        StringBuilder out = new StringBuilder(elements.getFirst());
        int length = out.length();
        for (String element : elements.subList(1, elements.size())) {
            boolean fits = length + 1 + element.length() <= 78;
            length = fits ? length + 1 + element.length() : 2 + element.length();
            out.append(fits ? " " : "\n  ").append(element);
        }
        return out.append('\n').toString();
    }

    private static String spelled(String token) {
        if (!word(token)) {
            return token;
        }
        String safe = token.substring(1).replaceAll("[\"\\[\\]()\\\\\r\n]", "\\\\$0");
        return switch (token.charAt(0)) {
            case 'q' -> "\"" + safe + "\"";
            case 'l' -> "[" + safe + "]";
            case 'c' -> "(" + safe + ")";
            default -> safe;
        };
    }
}
