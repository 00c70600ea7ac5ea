package eqmail.tcpserver;

import eqmail.cdb.CdbReader;
import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.control.Flaws;
import eqmail.rules.Rule;
import eqmail.rules.RuleSyntaxException;
import eqmail.rules.RuleText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A file of rules as those see it who check a configuration: is each line a rule, and can it ever fit somebody? */
final class RulesCheck {
    private static final String BYTE = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";

    /** {@code 10.}, {@code 10.1.}, {@code 10.1.2.} and whole addresses; the empty one fits everybody. */
    private static final Pattern ADDRESS = Pattern.compile("(" + BYTE + "\\.){0,3}|(" + BYTE + "\\.){3}" + BYTE);

    private RulesCheck() {}

    /**
     * A rule that counts.
     *
     * @param file where it stands
     * @param line from 1 on; 0 in a compiled file
     */
    record Found(String file, int line, Rule rule) {}

    /**
     * Looks at every line of {@code file}, which is missing or like tcprules(1), and at the file that tcprules made of it.
     *
     * @return the rules that count
     * @throws ControlException if the file cannot be read
     */
    static List<Found> inspect(Control control, String file, Flaws flaws) throws ControlException {
        List<Found> text = text(control, file, flaws);
        String compiled = file + ".cdb";
        Path path = control.home().resolve(compiled);
        if (!Files.exists(path)) {
            return text;
        }
        List<Found> found = new ArrayList<>();
        try (CdbReader reader = CdbReader.open(path)) {
            reader.forEach((key, data) -> found.add(new Found(compiled, 0, Rule.ofData(data))));
        } catch (IOException e) {
            flaws.fault(compiled, "cannot be read: " + e.getMessage());
        }
        return found;
    }

    private static List<Found> text(Control control, String file, Flaws flaws) throws ControlException {
        List<Found> found = new ArrayList<>();
        for (Control.Entry entry : control.numbered(file)) {
            List<RuleText.Entry> rules;
            try {
                rules = RuleText.parse(entry.text());
            } catch (RuleSyntaxException e) {
                flaws.fault(file, entry.line(), "unable to parse this line: " + e.text());
                continue;
            }
            if (rules.isEmpty()) {
                flaws.warning(file, entry.line(), "no rule: " + entry.text());
                continue;
            }
            unfit(rules.getFirst().key()).ifPresent(key -> flaws.fault(file, entry.line(), "fits no client: " + key));
            found.add(new Found(file, entry.line(), rules.getFirst().rule()));
        }
        return found;
    }

    /** A key that nobody has: names stand behind {@code =} only, and the beginning of an address ends in a dot. */
    private static Optional<String> unfit(String key) {
        boolean special = key.indexOf('=') >= 0 || key.indexOf(':') >= 0 || key.startsWith("_") || key.startsWith("^");
        String address = key.substring(key.lastIndexOf('@') + 1);
        return special || ADDRESS.matcher(address).matches() ? Optional.empty() : Optional.of(key);
    }
}
