package eqmail.spp.stock;

import eqmail.bytes.Scan;
import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.net.Network;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A control file of a plug-in: lines of a word and its value. A word that means nothing makes the file unusable. */
final class Settings {
    private final String file;
    private final Map<String, List<Control.Entry>> lines = new HashMap<>();

    private Settings(String file) {
        this.file = file;
    }

    /** Reads {@code file}; a missing one has no lines. {@code words} are those that may begin a line. */
    static Settings read(Control control, String file, Set<String> words) throws ControlException {
        Settings settings = new Settings(file);
        for (Control.Entry entry : control.numbered(file)) {
            String[] parts = entry.text().split("[ \t]+", 2);
            if (!words.contains(parts[0])) {
                throw settings.fault(entry.line(), "what is " + entry.text());
            }
            settings.lines
                    .computeIfAbsent(parts[0], word -> new ArrayList<>())
                    .add(new Control.Entry(entry.line(), parts.length > 1 ? parts[1] : ""));
        }
        return settings;
    }

    /** The values of every line with that word, in order. */
    List<String> all(String word) {
        return lines.getOrDefault(word, List.of()).stream()
                .map(Control.Entry::text)
                .toList();
    }

    /** The value of the line with that word. */
    Optional<String> one(String word) throws ControlException {
        List<Control.Entry> entries = lines.getOrDefault(word, List.of());
        if (entries.size() > 1) {
            throw fault(entries.get(1).line(), word + " stands there twice");
        }
        return entries.stream().map(Control.Entry::text).findFirst();
    }

    /** A number from {@code least} to {@code most}. */
    int number(String word, int absent, int least, int most) throws ControlException {
        Optional<String> text = one(word);
        return text.isEmpty() ? absent : inRange(word, text.get(), least, most);
    }

    /** {@code text} as a number; {@code word} is what it belongs to. */
    int inRange(String word, String text, int least, int most) throws ControlException {
        int digits = Scan.digits(text, 0);
        long number = digits == text.length() && digits > 0 && digits < 11 ? Scan.value(text, 0, digits) : -1;
        if (number < least || number > most) {
            throw fault(word, text, word + " is not a number from " + least + " to " + most + ": " + text);
        }
        return (int) number;
    }

    /** {@code on} or {@code off}. */
    boolean on(String word, boolean absent) throws ControlException {
        return choice(word, absent ? "on" : "off", Set.of("on", "off")).equals("on");
    }

    /** One of {@code allowed}. */
    String choice(String word, String absent, Set<String> allowed) throws ControlException {
        String value = one(word).orElse(absent);
        if (!allowed.contains(value)) {
            throw fault(word, value, word + " cannot be " + value);
        }
        return value;
    }

    /** Blocks of addresses, one a line. */
    List<Network> networks(String word) throws ControlException {
        List<Network> networks = new ArrayList<>();
        for (String text : all(word)) {
            networks.add(Network.parse(text)
                    .orElseThrow(() -> fault(word, text, "not an address or a block of them: " + text)));
        }
        return List.copyOf(networks);
    }

    /** Is {@code ip} in one of {@code networks}? */
    static boolean holds(List<Network> networks, Optional<InetAddress> ip) {
        return ip.isPresent() && networks.stream().anyMatch(network -> network.contains(ip.get()));
    }

    /** What is wrong with the first line that has this word, and {@code value} or more behind it. */
    ControlException fault(String word, String value, String what) {
        return lines.getOrDefault(word, List.of()).stream()
                .filter(entry -> entry.text().contains(value))
                .findFirst()
                .map(entry -> fault(entry.line(), what))
                .orElseGet(() -> new ControlException(file, what));
    }

    /** What is wrong with the file as a whole. */
    ControlException fault(String what) {
        return new ControlException(file, what);
    }

    private ControlException fault(int line, String what) {
        return new ControlException(file, "line " + line + ": " + what);
    }
}
