package eqmail.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Limits that keep every part readable in one sitting. */
class SourceRulesTest {
    private static final int MOST_LINES_OF_A_FILE = 400;
    private static final int MANY_LINES_OF_A_FILE = 300;
    private static final int MOST_LINES_OF_A_METHOD = 60;

    /** Words that say where code was put because nobody knew what it is. */
    private static final Set<String> EMPTY_WORDS =
            Set.of("util", "utils", "common", "impl", "helper", "helpers", "misc", "core");

    private static final Pattern EMPTY_NAME = Pattern.compile(".*(Util|Utils|Impl|Manager|Helper|Helpers|Common)$");
    private static final Pattern DISABLED =
            Pattern.compile("@Disabled|@Ignore\\b|Thread\\.sleep\\(|TimeUnit\\.\\w+\\.sleep\\(");
    /** A word in quotes is one that a program writes: maildir2mbox knows a sender of this name. */
    private static final Pattern LEFT_OVER = Pattern.compile("(?<!\")\\b(TODO|FIXME|XXX)\\b");

    private static List<Path> product() {
        return Stream.of("eqmail", "testkit", "it", "bench")
                .flatMap(m -> Tree.javaFiles(m + "/src/main").stream())
                .toList();
    }

    private static List<Path> tests() {
        return Stream.of("eqmail", "testkit", "it")
                .flatMap(m -> Tree.javaFiles(m + "/src/test").stream())
                .toList();
    }

    private static List<Path> everything() {
        return Stream.concat(product().stream(), tests().stream()).toList();
    }

    @Test
    void noClassIsTooLongToRead() {
        List<String> tooLong = new ArrayList<>();
        for (Path file : product()) {
            long lines = Tree.text(file).lines().count();
            if (lines > MOST_LINES_OF_A_FILE) {
                tooLong.add(Tree.name(file) + ": " + lines);
            } else if (lines > MANY_LINES_OF_A_FILE) {
                System.out.println("long: " + Tree.name(file) + ": " + lines + " lines");
            }
        }
        assertThat(tooLong)
                .as("files of more than " + MOST_LINES_OF_A_FILE + " lines")
                .isEmpty();
    }

    @Test
    void everyMethodFitsAScreen() {
        List<String> tooLong = new ArrayList<>();
        for (Parsed.Unit unit : Parsed.of(everything()).units()) {
            for (Parsed.Method method : unit.methods()) {
                if (method.lines() > MOST_LINES_OF_A_METHOD) {
                    tooLong.add(
                            Tree.name(unit.file()) + ":" + method.line() + " " + method.name() + ": " + method.lines());
                }
            }
        }
        assertThat(tooLong)
                .as("methods of more than " + MOST_LINES_OF_A_METHOD + " lines")
                .isEmpty();
    }

    @Test
    void namesSayWhatAThingIs() {
        TreeSet<String> vague = new TreeSet<>();
        for (Path file : everything()) {
            String type = file.getFileName().toString().replace(".java", "");
            if (EMPTY_NAME.matcher(type).matches()) {
                vague.add(Tree.name(file));
            }
            for (Path part : file.getParent()) {
                if (EMPTY_WORDS.contains(part.toString())) {
                    vague.add(Tree.name(file));
                }
            }
        }
        assertThat(vague).isEmpty();
    }

    @Test
    void noTestIsSwitchedOffOrWaitsBlindly() {
        assertThat(mentioning(DISABLED, tests())).isEmpty();
    }

    @Test
    void nothingIsLeftForLater() {
        assertThat(mentioning(LEFT_OVER, everything())).isEmpty();
    }

    @Test
    void everyPackageSaysWhatItIsFor() {
        TreeSet<String> silent = new TreeSet<>();
        for (Path file : product()) {
            Path info = file.resolveSibling("package-info.java");
            if (!info.toFile().exists() || !Tree.text(info).contains("@NullMarked")) {
                silent.add(Tree.name(info));
            }
        }
        assertThat(silent).isEmpty();
    }

    private static List<String> mentioning(Pattern pattern, List<Path> files) {
        List<String> found = new ArrayList<>();
        for (Path file : files) {
            int number = 0;
            for (String line : Tree.text(file).lines().toList()) {
                number++;
                if (!file.endsWith("SourceRulesTest.java")
                        && pattern.matcher(line).find()) {
                    found.add(Tree.name(file) + ":" + number + " " + line.strip());
                }
            }
        }
        return found;
    }
}
