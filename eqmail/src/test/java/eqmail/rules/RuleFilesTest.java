package eqmail.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.cdb.CdbWriter;
import eqmail.log.Log;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleFilesTest {
    @TempDir
    Path dir;

    private final List<String> log = new CopyOnWriteArrayList<>();
    private Path text;
    private Path cdb;
    private long changes;

    @BeforeEach
    void name() {
        text = dir.resolve("tcprules");
        cdb = dir.resolve("tcprules.cdb");
    }

    @Test
    void servesEverybodyWithoutFiles() throws IOException {
        assertThat(denied(RuleFiles.open(text, Log.none()))).isFalse();
    }

    @Test
    void followsChangesOfTheText() throws IOException {
        RuleFiles files = RuleFiles.open(text, log::add);
        write(":deny\n");
        assertThat(denied(files)).isTrue();
        write(":allow\n");
        assertThat(denied(files)).isFalse();
        write(":deny\n");
        assertThat(denied(files)).isTrue();
        Files.delete(text);
        assertThat(denied(files)).isFalse();
        assertThat(log).isEmpty();
    }

    @Test
    void takesTheCompiledFileHoweverNewTheTextIs() throws IOException {
        compile(":deny\n");
        write(":allow\n");
        RuleFiles files = RuleFiles.open(text, log::add);
        assertThat(denied(files)).isTrue();
        write("this line: is no rule\n");
        assertThat(denied(files)).isTrue();
        Files.delete(cdb);
        write(":allow\n");
        assertThat(denied(files)).isFalse();
        compile(":deny\n");
        assertThat(denied(files)).isTrue();
    }

    @Test
    void keepsTheLastGoodRules() throws IOException {
        write(":deny\n");
        RuleFiles files = RuleFiles.open(text, log::add);
        write(":allow\nbroken:\n");
        assertThat(denied(files)).isTrue();
        assertThat(denied(files)).isTrue();
        assertThat(log)
                .containsExactly("rules: warning: keeping the rules before: " + text
                        + ": line 2: unable to parse this line: broken:");
        write(":allow\n");
        assertThat(denied(files)).isFalse();
    }

    @Test
    void refusesToBeginWithBrokenRules() throws IOException {
        write("broken:\n");
        assertThatThrownBy(() -> RuleFiles.open(text, log::add))
                .hasMessage(text + ": line 1: unable to parse this line: broken:");
        Files.writeString(cdb, "short");
        assertThatThrownBy(() -> RuleFiles.open(text, log::add))
                .hasMessage(cdb + ": cannot be read: shorter than its header");
        Files.delete(cdb);
        Files.delete(text);
        Files.createDirectory(text);
        assertThatThrownBy(() -> RuleFiles.open(text, log::add)).hasMessageStartingWith(text + ": cannot be read: ");
    }

    @Test
    void looksLargeCompiledRulesUpInTheFile() throws IOException {
        StringBuilder large = new StringBuilder();
        for (int i = 0; i < 256; i++) {
            for (int j = 0; j < 256; j++) {
                large.append("10." + i + "." + j + ".:deny\n");
            }
        }
        compile(large + "10.0.0.0/8:allow,N=\"net\"\n");
        assertThat(Files.size(cdb)).isGreaterThan(RuleFiles.MOST_IN_MEMORY);
        Rules rules = RuleFiles.open(text, log::add).current();
        assertThat(rules).isInstanceOf(CdbRules.class);
        assertThat(rules.find(new Client("10.255.255.1", null, null))
                        .orElseThrow()
                        .name())
                .isEqualTo("10.255.255.");
        assertThat(rules.find(new Client("11.0.0.1", null, null))).isEmpty();
        assertThat(rules.get("10.0.0.")).contains(new Rule(true, List.of()));
    }

    @Test
    void findsBlocksInCompiledRules() throws IOException {
        compile("10.0.0.0/9:deny\n10.0.0.0/10:allow\n2001:db8::/33:deny\n");
        for (Rules rules :
                List.of(new CdbRules(cdb), RuleFiles.open(text, log::add).current())) {
            assertThat(rules.find(new Client("10.1.1.1", null, null))
                            .orElseThrow()
                            .name())
                    .isEqualTo("10.0.0.0/10");
            assertThat(rules.find(new Client("10.64.1.1", null, null))
                            .orElseThrow()
                            .name())
                    .isEqualTo("10.0.0.0/9");
            assertThat(rules.find(new Client("2001:db8::1", null, null))
                            .orElseThrow()
                            .name())
                    .isEqualTo("2001:db8::/33");
        }
    }

    private static boolean denied(RuleFiles files) throws IOException {
        return files.current()
                .find(new Client("1.2.3.4", null, null))
                .map(found -> found.rule().deny())
                .orElse(false);
    }

    private void write(String rules) throws IOException {
        Files.writeString(text, rules);
        changed(text);
    }

    private void compile(String rules) throws IOException {
        try (CdbWriter writer = CdbWriter.create(cdb)) {
            for (RuleText.Entry entry : RuleText.parse(rules)) {
                writer.add(entry.key(), entry.rule().toData());
            }
            writer.finish();
        }
        changed(cdb);
    }

    /** A time of its own for each change, as a person would need longer than the clock's step. */
    private void changed(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000 + changes++ * 1000));
    }
}
