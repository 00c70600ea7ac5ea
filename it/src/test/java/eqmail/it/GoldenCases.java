package eqmail.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * The recorded cases that the image offers so far: a line of {@code it/golden-offered.txt}.
 *
 * @param file name of the golden file, without ending
 * @param only patterns of which a case must match one; none = all cases
 * @param without patterns of which a case must match none
 */
record GoldenCases(String file, List<String> only, List<String> without) {
    static final String FOLDER = "eqmail/src/test/resources/golden";

    /** All lines of the list. */
    static List<GoldenCases> offered() throws IOException {
        try (Stream<String> lines = Files.lines(Desk.file("it/golden-offered.txt"))) {
            return lines.filter(l -> !l.isBlank() && !l.startsWith("#"))
                    .map(GoldenCases::parse)
                    .toList();
        }
    }

    static GoldenCases parse(String line) {
        String[] words = line.strip().split("\\s+");
        List<String> only = new ArrayList<>();
        List<String> without = new ArrayList<>();
        for (String word : List.of(words).subList(1, words.length)) {
            switch (word.charAt(0)) {
                case '+' -> only.add(word.substring(1));
                case '-' -> without.add(word.substring(1));
                default -> throw new IllegalArgumentException("neither +PATTERN nor -PATTERN: " + line);
            }
        }
        return new GoldenCases(words[0], List.copyOf(only), List.copyOf(without));
    }

    /** Is the case of that name among them? */
    boolean includes(String name) {
        return (only.isEmpty() || only.stream().anyMatch(p -> fits(p, name)))
                && without.stream().noneMatch(p -> fits(p, name));
    }

    /** Writes the chosen cases to {@code folder}, as lines of a file of the same name. */
    Path select(Path folder) throws IOException {
        List<String> chosen = new ArrayList<>();
        JsonMapper json = new JsonMapper();
        for (String line : Files.readAllLines(Desk.file(FOLDER).resolve(file + ".jsonl"))) {
            if (includes(json.readTree(line).get("name").asString())) {
                chosen.add(line);
            }
        }
        return Files.write(folder.resolve(file + ".jsonl"), chosen);
    }

    /** Does {@code text} fit a pattern in which {@code *} stands for any characters? */
    static boolean fits(String pattern, String text) {
        return text.matches(("\\Q" + pattern + "\\E").replace("*", "\\E.*\\Q"));
    }
}
