package eqmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** The rules that a linter of container files has, as far as they matter here; Debian packages none. */
class ContainerfileTest {
    private static final Set<String> KNOWN = Set.of(
            "FROM", "ADD", "RUN", "COPY", "USER", "ENV", "VOLUME", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT");

    @TempDir
    Path folder;

    private final List<Instruction> instructions = read();

    /** A word in capitals and what follows it, continued lines joined. */
    private record Instruction(String name, String rest) {
        /** The words of the exec form, from the first bracket on; fails if it is another form. */
        List<String> words() {
            List<String> words = new ArrayList<>();
            new JsonMapper()
                    .readTree(rest.substring(Math.max(0, rest.indexOf('['))))
                    .forEach(word -> words.add(word.asString()));
            return words;
        }
    }

    private static List<Instruction> read() {
        try {
            String text = Files.readString(Desk.file("build/Containerfile")).replace("\\\n", " ");
            return text.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split(" +", 2))
                    .map(parts -> new Instruction(parts[0], parts[1]))
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<String> all(String name) {
        return instructions.stream()
                .filter(i -> i.name().equals(name))
                .map(Instruction::rest)
                .toList();
    }

    @Test
    void beginsWithANamedReleaseAndKnowsItsInstructions() {
        assertThat(instructions.getFirst().name()).isEqualTo("FROM");
        assertThat(all("FROM")).singleElement().asString().matches("[a-z0-9./-]+:[a-z0-9.-]+");
        assertThat(all("FROM").getFirst()).doesNotEndWith(":latest");
        assertThat(instructions.stream().map(Instruction::name)).isSubsetOf(KNOWN);
    }

    @Test
    void runsAsAnAccountOfItsOwnByNumber() {
        assertThat(all("USER")).singleElement().asString().matches("[1-9]\\d*:[1-9]\\d*");
        List<String> names = instructions.stream().map(Instruction::name).toList();
        assertThat(names.lastIndexOf("RUN")).isLessThan(names.indexOf("USER"));
        assertThat(all("RUN").getFirst())
                .contains("--uid " + all("USER").getFirst().split(":", -1)[0] + " ");
    }

    @Test
    void startsProgramsWithoutAShellBetween() throws Exception {
        for (Instruction each : instructions) {
            if (Set.of("RUN", "HEALTHCHECK", "ENTRYPOINT", "VOLUME").contains(each.name())) {
                List<String> words = each.words();
                assertThat(words).as(each.toString()).isNotEmpty();
                if (words.size() == 3 && words.get(0).endsWith("sh")) {
                    Process shell = new ProcessBuilder(words.get(0), "-n", "-c", words.get(2)).start();
                    assertThat(shell.waitFor()).as(each.toString()).isZero();
                }
            }
        }
        assertThat(all("ENTRYPOINT")).containsExactly("[\"eqmail\", \"run\"]");
    }

    @Test
    void takesOnlyWhatTheSourceDirectoryHas() {
        assertThat(all("ADD")).containsExactly("packages/eqmail-*-linux-*.tar.gz /opt/");
        assertThat(Desk.file("build/tar")).content().contains("name=eqmail-$version-linux-", "\"$work.tar.gz\"");
        for (String copy : all("COPY")) {
            String[] words = copy.replaceAll("--\\S+ ", "").split(" ", -1);
            assertThat(Desk.file(words[0])).exists();
        }
    }

    @Test
    void opensThePortsOfItsConfigurationWhichIsInOrder() throws Exception {
        Path control = Files.createDirectory(folder.resolve("control"));
        StringBuilder ports = new StringBuilder();
        for (String file : List.of("listeners", "tcprules")) {
            Files.copy(Desk.file("build/container/control").resolve(file), control.resolve(file));
        }
        for (String line : Files.readAllLines(control.resolve("listeners"))) {
            if (!line.startsWith("#")) {
                ports.append(ports.isEmpty() ? "" : " ").append(line.substring(line.lastIndexOf(':') + 1));
            }
        }
        assertThat(all("EXPOSE")).containsExactly(ports.toString());
        Files.writeString(control.resolve("me"), "mail.example.org\n");
        ProcessBuilder check =
                new ProcessBuilder(Desk.command("qmail-showctl").toString(), "--check").redirectErrorStream(true);
        check.environment().put("QMAILHOME", folder.toString());
        Process process = check.start();
        assertThat(new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                .isEmpty();
        assertThat(process.waitFor()).isZero();
    }
}
