package eqmail.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every option letter that a command takes stands in its man page. */
class OptionsTest {
    private static final Map<String, String> PAGES = Map.of(
            "PwToUsers", "qmail-pw2u.8",
            "MkDkimKey", "mkdkimkey.8",
            "LibQdkim", "libqdkim.8",
            "QsmHook", "qsmhook.1",
            "Preline", "preline.1",
            "Sendmail", "sendmail.8",
            "Options", "qmail-inject.8",
            "RblsmtpdOptions", "rblsmtpd.1",
            "TcpserverOptions", "tcpserver.1",
            "TcpEnv", "tcp-env.1");

    private static final Pattern USE = Pattern.compile("new Getopt\\([^,;]+, (LETTERS|\"([^\"]+)\")\\)");
    private static final Pattern LETTERS = Pattern.compile("String LETTERS =\\s*\"([^\"]+)\"");
    private static final Pattern FLAGS = Pattern.compile("\\bFl\\s+(\\S+(?:\\s*[,|]\\s*\\S+)*)");

    @Test
    void everyOptionStandsInThePageOfItsCommand() {
        Set<String> missing = new TreeSet<>();
        Set<String> seen = new TreeSet<>();
        for (Path source : Tree.files("eqmail/src/main/java", ".java")) {
            String text = Tree.text(source);
            Matcher use = USE.matcher(text);
            if (use.find()) {
                String name = source.getFileName().toString().replace(".java", "");
                seen.add(name);
                missing.addAll(missing(name, use.group(2) == null ? constant(text) : use.group(2)));
            }
        }
        assertThat(seen).as("classes with options").isEqualTo(PAGES.keySet());
        assertThat(missing).isEmpty();
    }

    private static String constant(String source) {
        Matcher letters = LETTERS.matcher(source);
        assertThat(letters.find()).isTrue();
        return letters.group(1);
    }

    private static Set<String> missing(String name, String letters) {
        String page = PAGES.getOrDefault(name, "none");
        StringBuilder flags = new StringBuilder();
        FLAGS.matcher(Tree.text("man/" + page)).results().forEach(f -> flags.append(f.group(1)));
        Set<String> missing = new TreeSet<>();
        letters.chars()
                .filter(letter -> letter != ':' && flags.indexOf(String.valueOf((char) letter)) < 0)
                .forEach(letter -> missing.add(page + " -" + (char) letter));
        return missing;
    }
}
