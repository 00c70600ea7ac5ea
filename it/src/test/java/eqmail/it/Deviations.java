package eqmail.it;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The recorded cases that docs/deviations.md excuses: {@code file/case} in the last column, {@code *} allowed. */
record Deviations(List<String> patterns) {
    private static final Pattern CASE = Pattern.compile("`([^`]+/[^`]+)`");

    static Deviations read() throws IOException {
        return parse(Files.readString(Desk.file("docs/deviations.md")));
    }

    static Deviations parse(String text) {
        List<String> found = new ArrayList<>();
        for (String line : text.lines().filter(l -> l.startsWith("|")).toList()) {
            String row = line.strip().replaceAll("\\|$", "");
            String cases = row.substring(row.lastIndexOf('|'));
            CASE.matcher(cases).results().map(named -> named.group(1)).forEach(found::add);
            if (CASE.matcher(cases).replaceAll("").contains("/")) {
                throw new IllegalArgumentException("a case without backticks excuses nothing: " + line);
            }
        }
        return new Deviations(List.copyOf(found));
    }

    boolean excuse(String file, String name) {
        return patterns.stream().anyMatch(p -> GoldenCases.fits(p, file + "/" + name));
    }
}
