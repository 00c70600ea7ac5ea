package eqmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a command of the image gets off the ground, in the surroundings that mail programs call it in. */
class LauncherTest {
    private static final String COMMAND = Desk.command("hostname").toString();

    @TempDir
    Path folder;

    /** JUnit warns of links that lead out of the folder it is about to delete. */
    @AfterEach
    void unlink() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.filter(Files::isSymbolicLink).toList()) {
                Files.delete(each);
            }
        }
    }

    private record Ran(int code, String out, String err) {}

    /** A shell line with nothing but the given variables in its environment. */
    private Ran shell(Map<String, String> env, String line) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(List.of("/bin/sh", "-c", line))
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(env);
        int code = builder.start().waitFor();
        return new Ran(
                code,
                Files.readString(out, StandardCharsets.ISO_8859_1),
                Files.readString(err, StandardCharsets.ISO_8859_1));
    }

    private static String hostname() throws IOException {
        return Files.readString(Path.of("/proc/sys/kernel/hostname"));
    }

    @Test
    void needsNoEnvironment() throws Exception {
        assertThat(shell(Map.of(), COMMAND)).isEqualTo(new Ran(0, hostname(), ""));
    }

    @Test
    void runsWithDescriptorsClosed() throws Exception {
        assertThat(shell(Map.of(), COMMAND + " <&-")).isEqualTo(new Ran(0, hostname(), ""));
        assertThat(shell(Map.of(), COMMAND + " 2>&-")).isEqualTo(new Ran(0, hostname(), ""));
        assertThat(shell(Map.of(), COMMAND + " <&- >&- 2>&-")).isEqualTo(new Ran(0, "", ""));
    }

    @Test
    void sendsNoEmptyMessageForOneThatCannotBeRead() throws Exception {
        Map<String, String> env = Map.of("NEWSENDER", "", "DTLINE", "", "QMAILQUEUE", "/bin/true");
        assertThat(shell(env, Desk.command("forward") + " a@b <&-"))
                .isEqualTo(new Ran(111, "", "forward: fatal: unable to read message: file descriptor not open\n"));
        assertThat(shell(env, Desk.command("forward") + " a@b </"))
                .isEqualTo(new Ran(111, "", "forward: fatal: unable to read message: is a directory\n"));
    }

    @Test
    void leavesTheThirdDescriptorToTheCommand() throws Exception {
        Files.writeString(folder.resolve("three"), "x");
        assertThat(shell(Map.of(), COMMAND + " 3<three; read -r x <three; echo $x")
                        .out())
                .isEqualTo(hostname() + "x\n");
    }

    @Test
    void isFoundThroughALinkFromElsewhere() throws Exception {
        Files.createSymbolicLink(folder.resolve("first"), Path.of(COMMAND));
        Files.createSymbolicLink(folder.resolve("second"), Path.of("first"));
        assertThat(shell(Map.of(), "./second")).isEqualTo(new Ran(0, hostname(), ""));
    }

    @Test
    void isFoundByPathAndByAShell() throws Exception {
        String directory = Path.of(COMMAND).getParent().toString();
        assertThat(shell(Map.of("PATH", directory), "hostname")).isEqualTo(new Ran(0, hostname(), ""));
        assertThat(shell(Map.of(), "cd " + directory + " && /bin/sh hostname")).isEqualTo(new Ran(0, hostname(), ""));
    }

    @Test
    void saysInOneLineThatTheImageIsGone() throws Exception {
        Files.copy(Desk.file("dist/lib/launch"), folder.resolve("hostname"));
        Ran ran = shell(Map.of(), "/bin/sh ./hostname");
        assertThat(ran.code()).isEqualTo(111);
        assertThat(ran.err()).startsWith("hostname: fatal: ").hasLineCount(1);
    }

    @Test
    void looksForAnotherJdkAndSaysInOneLineThatThereIsNone() throws Exception {
        Path jdk = jdkThatTellsItsArguments();
        Path image = imageWithoutJdk();
        Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"24.0.1\"\n");
        Ran tooOld = shell(Map.of("EQMAIL_JAVA_HOME", jdk.toString()), image + "/bin/hostname");
        assertThat(tooOld.out()).doesNotContain("eqmail.cli.Main");
        Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"26\"\n");
        Ran newer = shell(Map.of("EQMAIL_JAVA_HOME", jdk.toString()), image + "/bin/hostname a 'b  c'");
        assertThat(newer.out()).endsWith("eqmail.cli.Main hostname a b  c\n").contains("-XX:+UseSerialGC");
    }

    private Path jdkThatTellsItsArguments() throws IOException {
        Path jdk = Files.createDirectories(folder.resolve("jdk/bin")).getParent();
        Path java = Files.writeString(jdk.resolve("bin/java"), "#!/bin/sh\necho \"$*\"\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        return jdk;
    }

    @Test
    void givesServersAJvmForServersAndTheOptionsOfTheAdministrator() throws Exception {
        Path jdk = jdkThatTellsItsArguments();
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25\"\n");
        Path image = imageWithoutJdk();
        Map<String, String> env = Map.of("EQMAIL_JAVA_HOME", jdk.toString(), "EQMAIL_JAVA_OPTS", "-Xmx1g");
        for (String server : List.of("qmail-start", "tcpserver", "eqmail run", "eqmail network")) {
            assertThat(shell(env, image + "/bin/" + server).out())
                    .contains(" -Xmx1g ")
                    .doesNotContain("-XX:TieredStopAtLevel=1")
                    .endsWith("eqmail.cli.Main " + server + "\n");
        }
        for (String command : List.of("hostname", "eqmail", "eqmail doctor", "eqmail delivery")) {
            assertThat(shell(env, image + "/bin/" + command).out())
                    .contains("-XX:TieredStopAtLevel=1")
                    .doesNotContain("-Xmx1g");
        }
    }

    private Path imageWithoutJdk() throws IOException {
        Path image = folder.resolve("image");
        Files.createDirectories(image.resolve("bin"));
        Files.createDirectories(image.resolve("lib"));
        Files.writeString(image.resolve("lib/eqmail.jar"), "");
        Files.copy(Desk.file("dist/lib/launch"), image.resolve("lib/launch"), StandardCopyOption.COPY_ATTRIBUTES);
        for (String name : List.of("hostname", "eqmail", "qmail-start", "tcpserver")) {
            Files.createSymbolicLink(image.resolve("bin/" + name), Path.of("../lib/launch"));
        }
        return image;
    }

    @Test
    void aStaleCacheOfClassesIsNotSpokenOf() throws Exception {
        Path image = folder.resolve("copy");
        assertThat(shell(Map.of("PATH", "/usr/bin:/bin"), "cp -a " + Desk.file("dist") + " copy")
                        .code())
                .isZero();
        Files.writeString(image.resolve("lib/eqmail.aot"), "stale");
        assertThat(shell(Map.of(), image + "/bin/hostname")).isEqualTo(new Ran(0, hostname(), ""));
    }

    @Test
    void aCacheOfClassesCanBeMadeWhereItIsInstalled() throws Exception {
        Path image = folder.resolve("copy");
        assertThat(shell(Map.of("PATH", "/usr/bin:/bin"), "cp -a " + Desk.file("dist") + " copy && copy/lib/make-aot"))
                .isEqualTo(new Ran(0, "", ""));
        List<String> left = new ArrayList<>();
        try (var files = Files.list(image.resolve("lib"))) {
            files.map(f -> f.getFileName().toString())
                    .filter(n -> n.contains(".aot"))
                    .forEach(left::add);
        }
        assertThat(left).containsExactlyInAnyOrder("eqmail.aot", "small.aot");
        assertThat(shell(Map.of(), image + "/bin/hostname")).isEqualTo(new Ran(0, hostname(), ""));
    }
}
