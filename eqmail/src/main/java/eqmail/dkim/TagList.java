package eqmail.dkim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A list {@code tag=value; tag=value} (RFC 6376 3.2): signatures and key records. Names keep their case. */
final class TagList {
    /** Defined are some fifteen; a list of thousands only costs time. */
    static final int MOST_TAGS = 100;

    private final Map<String, String> tags;

    private TagList(Map<String, String> tags) {
        this.tags = tags;
    }

    /**
     * Reads {@code text}, in which lines may be folded.
     *
     * @throws Unverifiable if it is not such a list, or has a tag twice (all of it is invalid then)
     */
    static TagList parse(String text) throws Unverifiable {
        Map<String, String> tags = new LinkedHashMap<>();
        String[] specs = text.split(";", -1);
        for (int i = 0; i < specs.length; i++) {
            String spec = trimmed(specs[i]);
            if (spec.isEmpty() && i == specs.length - 1 && i > 0) {
                break;
            }
            int equals = spec.indexOf('=');
            String name = equals < 0 ? "" : trimmed(spec.substring(0, equals));
            String value = trimmed(spec.substring(equals + 1));
            if (!isName(name) || !isValue(value)) {
                throw new Unverifiable(Fault.MALFORMED);
            }
            if (tags.put(name, value) != null) {
                throw new Unverifiable(Fault.REPEATED_TAG);
            }
            if (tags.size() > MOST_TAGS) {
                throw new Unverifiable(Fault.TOO_MANY_TAGS);
            }
        }
        return new TagList(tags);
    }

    /** The value of {@code tag}, white space around it removed. */
    Optional<String> get(String tag) {
        return Optional.ofNullable(tags.get(tag));
    }

    /** The value without any white space, as base64 and lists of names have it. */
    Optional<String> compact(String tag) {
        return get(tag).map(TagList::withoutSpace);
    }

    /** The value's parts between colons. */
    Optional<List<String>> parts(String tag) {
        return compact(tag).map(value -> List.of(value.split(":", -1)));
    }

    /** @throws Unverifiable if {@code tag} is missing */
    String required(String tag) throws Unverifiable {
        return compact(tag).orElseThrow(() -> new Unverifiable(Fault.MISSING_TAG));
    }

    /** The name of the first tag. */
    String first() {
        return tags.keySet().iterator().next();
    }

    private static boolean isName(String name) {
        if (name.isEmpty() || !isLetter(name.charAt(0))) {
            return false;
        }
        return name.chars().allMatch(c -> isLetter(c) || (c >= '0' && c <= '9') || c == '_');
    }

    private static boolean isLetter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    /** Printable, with white space inside; 8-bit bytes since RFC 8616. */
    private static boolean isValue(String value) {
        return value.chars().allMatch(c -> isSpace(c) || (c > ' ' && c != 127));
    }

    static boolean isSpace(int c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }

    private static String trimmed(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isSpace(text.charAt(from))) {
            from++;
        }
        while (to > from && isSpace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static String withoutSpace(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.chars().filter(c -> !isSpace(c)).forEach(c -> out.append((char) c));
        return out.toString();
    }
}
