package eqmail.house;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.cli.Programs;
import eqmail.control.ControlFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What can be set or called is in a man page, and what a page lists exists. */
class DocsDriftTest {
    private static final Pattern PAGE = Pattern.compile("[a-z][a-zA-Z0-9._-]*\\.[1578]");
    private static final Pattern CONTROL_ENTRY = Pattern.compile("^\\.It Pa (\\S+)$", Pattern.MULTILINE);
    private static final Pattern EXPECTED_PART = Pattern.compile("^\\.S[hH] \"?(NAME|DESCRIPTION)", Pattern.MULTILINE);

    private static final Pattern CASE = Pattern.compile("`([a-z0-9-]+)/([a-z0-9*-]+)`(?=[^|]*\\|$)", Pattern.MULTILINE);

    private static final Pattern REFERENCE = Pattern.compile("\\bXr (\\S+) ([1-9])\\b");
    private static final Pattern REFERENCE_IN_TEXT = Pattern.compile("\\b([a-z][a-zA-Z0-9._-]*)\\(([1578])\\)");
    /** Pages of the system, of the tools beside qmail, and of what a mail host usually has. */
    private static final Set<String> FOREIGN = Set.of(
            "crypt.3",
            "fcntl.2",
            "flock.2",
            "gethostname.2",
            "wait.2",
            "passwd.5",
            "resolv.conf.5",
            "cron.8",
            "groupadd.8",
            "inetd.8",
            "openssl.1",
            "systemd.1",
            "timeout.1",
            "touch.1",
            "useradd.8",
            "multilog.8",
            "supervise.8",
            "svlogd.8");

    /** A row whose last column is neither a dash nor cases in backticks. */
    private static final Pattern UNREADABLE_ROW =
            Pattern.compile("^\\|.*\\|(?! (-|golden case|---|`[^` ]+`( `[^` ]+`)*) \\|$)[^|]*\\|$", Pattern.MULTILINE);

    private static Parsed product() {
        return Parsed.of(Tree.javaFiles("eqmail/src/main"));
    }

    private static List<Path> pages() {
        return Tree.files("man", "").stream().filter(f -> f.toFile().isFile()).toList();
    }

    private static Set<String> registeredFiles() {
        return Arrays.stream(ControlFile.values())
                .map(ControlFile::fileName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyCommandHasAManPage() {
        Set<String> without = new TreeSet<>(Programs.names());
        for (Path page : pages()) {
            without.remove(page.getFileName().toString().replaceAll("\\.[18]$", ""));
        }
        assertThat(without).as("commands without man/NAME.1 or man/NAME.8").isEmpty();
    }

    @Test
    void everyScriptIsTheSubjectOfAManPage() {
        Set<String> without = new TreeSet<>();
        Tree.files("eqmail/src/main/scripts", "").stream()
                .filter(f -> f.toFile().isFile())
                .forEach(f -> without.add(f.getFileName().toString()));
        assertThat(without).contains("config-fast");
        for (Path page : pages()) {
            String subject = Tree.text(page).split("\n\\.Sh (SYNOPSIS|DESCRIPTION)", 2)[0];
            without.removeIf(name -> Pattern.compile("(?m)^\\.Nm " + Pattern.quote(name) + "( ,)?$")
                    .matcher(subject)
                    .find());
        }
        assertThat(without).as("scripts that no page is about").isEmpty();
    }

    @Test
    void everyPageHasANameAndADescription() {
        for (Path page : pages()) {
            assertThat(page.getFileName().toString()).matches(PAGE);
            assertThat(EXPECTED_PART.matcher(Tree.text(page)).results().count())
                    .as("NAME and DESCRIPTION of " + page.getFileName())
                    .isEqualTo(2);
        }
    }

    @Test
    void everyReferenceLeadsToAPage() {
        Set<String> named = new TreeSet<>();
        pages().forEach(page -> addReferences(REFERENCE, page, named));
        Tree.files("docs", ".md").forEach(text -> addReferences(REFERENCE_IN_TEXT, text, named));
        addReferences(REFERENCE_IN_TEXT, Tree.file("README.md"), named);
        Set<String> ours =
                pages().stream().map(page -> page.getFileName().toString()).collect(Collectors.toSet());
        named.removeAll(ours);
        assertThat(named).as("pages of others that ours refer to").isEqualTo(new TreeSet<>(FOREIGN));
    }

    private static void addReferences(Pattern pattern, Path file, Set<String> to) {
        pattern.matcher(Tree.text(file)).results().forEach(r -> to.add(r.group(1) + "." + r.group(2)));
    }

    @Test
    void theTableOfControlFilesIsThatOfThePage() {
        Set<String> described = new TreeSet<>();
        for (Matcher entry = CONTROL_ENTRY.matcher(Tree.text("man/qmail-control.5")); entry.find(); ) {
            described.add(entry.group(1));
        }
        assertThat(described).as("entries of qmail-control.5").isEqualTo(registeredFiles());
    }

    @Test
    void everyControlFileThatCodeNamesIsInTheTable() {
        assertThat(registeredFiles()).as("eqmail.control.ControlFile").containsAll(SourceFacts.controlFiles(product()));
    }

    @Test
    void everyEnvironmentVariableIsInAManPage() {
        String allPages = pages().stream()
                .map(Tree::text)
                .collect(Collectors.joining("\n"))
                .replace("\\-", "-");
        Set<String> silent = new TreeSet<>(SourceFacts.variables(product()));
        silent.removeIf(
                name -> Pattern.compile("\\b" + name + "\\b").matcher(allPages).find());
        assertThat(silent).as("environment variables that no man page names").isEmpty();
    }

    @Test
    void everyVariableOfTheLauncherIsInItsManPage() {
        String launcher = Tree.text("eqmail/src/main/launcher/launch");
        Set<String> asked = Pattern.compile("\\b[A-Z_]+_(HOME|OPTS)\\b")
                .matcher(launcher)
                .results()
                .map(r -> r.group())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(asked).contains("EQMAIL_JAVA_HOME");
        asked.removeIf(name -> Tree.text("man/eqmail-java.7").contains(".It Ev " + name));
        assertThat(asked).isEmpty();
    }

    @Test
    void everyDeviationNamesItsCasesInBackticksOrHasADash() {
        assertThat(UNREADABLE_ROW.matcher(Tree.text("docs/deviations.md")).results())
                .extracting(MatchResult::group)
                .isEmpty();
    }

    @Test
    void everyCaseThatADeviationNamesExists() {
        String rows = Tree.text("docs/deviations.md");
        List<String> unknown = new ArrayList<>();
        for (Matcher named = CASE.matcher(rows.substring(rows.indexOf("| ---"))); named.find(); ) {
            String cases = Tree.files("eqmail/src/test/resources/golden", "/" + named.group(1) + ".jsonl").stream()
                    .map(Tree::text)
                    .collect(Collectors.joining());
            String name = "\\Q" + named.group(2).replace("*", "\\E[a-z0-9-]*\\Q") + "\\E";
            if (!Pattern.compile("\"name\": ?\"" + name + "\"").matcher(cases).find()) {
                unknown.add(named.group());
            }
        }
        assertThat(unknown).as("recorded cases that docs/deviations.md names").isEmpty();
    }

    @Test
    void everyDecisionHasANumberOfItsOwnAndIsShort() {
        List<Path> records = Tree.files("docs/adr", ".md");
        assertThat(records).isNotEmpty();
        assertThat(records.stream().map(r -> r.getFileName().toString().substring(0, 4)))
                .allMatch(number -> number.matches("[0-9]{4}"))
                .doesNotHaveDuplicates();
        assertThat(records).filteredOn(r -> Tree.text(r).lines().count() > 60).isEmpty();
    }

    @Test
    void everyRecordedFileIsReplayedOrExplained() {
        String offered = Tree.text("it/golden-offered.txt");
        String deviations = Tree.text("docs/deviations.md");
        Set<String> without = new TreeSet<>();
        for (Path file : Tree.files("eqmail/src/test/resources/golden", ".jsonl")) {
            String name = file.getFileName().toString().replace(".jsonl", "");
            boolean replayed =
                    Pattern.compile("(?m)^" + name + "( |$)").matcher(offered).find();
            if (!replayed && !deviations.contains("`" + name + "/")) {
                without.add(name);
            }
        }
        assertThat(without).as("recorded files in neither list").isEmpty();
    }

    @Test
    void seesTheVariablesThatCodeAsksFor() {
        assertThat(SourceFacts.variables(product())).contains("QMAILHOME");
        assertThat(SourceFacts.controlFiles(product())).contains("me");
    }
}
