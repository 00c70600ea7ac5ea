package eqmail.control;

import eqmail.bytes.Latin1;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** A list file as a map with keys that ignore ASCII case (constmap.c). Immutable. */
public final class ConstMap {
    private final Map<String, String> entries;

    private ConstMap(Map<String, String> entries) {
        this.entries = Map.copyOf(entries);
    }

    /** Every line is a key, whole. */
    public static ConstMap keys(List<String> lines) {
        Map<String, String> map = new HashMap<>();
        lines.forEach(line -> map.put(Latin1.lower(line), ""));
        return new ConstMap(map);
    }

    /** Lines {@code key:value}; a line without colon is ignored; of equal keys the last line counts. */
    public static ConstMap pairs(List<String> lines) {
        Map<String, String> map = new HashMap<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon >= 0) {
                map.put(Latin1.lower(line.substring(0, colon)), line.substring(colon + 1));
            }
        }
        return new ConstMap(map);
    }

    /** The value of {@code key}, or empty. */
    public Optional<String> get(String key) {
        return Optional.ofNullable(entries.get(Latin1.lower(key)));
    }

    /** The keys of all values that {@code wanted} is true of. */
    public List<String> keysOf(Predicate<String> wanted) {
        return entries.entrySet().stream()
                .filter(each -> wanted.test(each.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Is {@code key} there? */
    public boolean contains(String key) {
        return entries.containsKey(Latin1.lower(key));
    }
}
