package eqmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The packages in a system of its own: the image runs unpacked; Debian's installs, serves, upgrades, goes without a trace. */
class DebTest {
    private static final long MOST_SECONDS = 480;

    private Path root = Path.of("/nonexistent");

    @AfterEach
    void removeSystem() throws Exception {
        if (Files.isDirectory(root)) {
            run(List.of("rm", "-rf", root.toString()));
        }
    }

    @Test
    void livesInAFreshSystemAndLeavesItClean() throws Exception {
        Desk.needs(Desk.isRoot(), "root");
        Desk.needsProgram("debootstrap");
        Desk.needsProgram("dpkg-deb");
        Path system =
                Path.of(run(List.of(Desk.file("it/peers/chroot").toString())).strip());
        Path java = Desk.file("dist/lib/java-home").toRealPath();
        root = Files.createTempDirectory(Path.of("/var/tmp"), "eqmail-deb-");
        run(List.of("cp", "-a", system + "/.", root.toString()));
        for (String version : List.of("0.0.1", "0.0.2")) {
            String made = run(List.of(Desk.file("build/deb").toString(), java.toString(), version))
                    .strip();
            Files.move(Desk.file(made), root.resolve(version.equals("0.0.1") ? "eqmail.deb" : "eqmail-newer.deb"));
        }
        String image =
                run(List.of(Desk.file("build/tar").toString(), java.toString())).strip();
        Files.move(Desk.file(image), root.resolve("eqmail.tar.gz"));
        String mailx = run(List.of(Desk.file("it/peers/mailx").toString())).strip();
        run(List.of("cp", "-R", mailx, root.resolve("mailx").toString()));
        String mutt = run(List.of(Desk.file("it/peers/mutt").toString())).strip();
        run(List.of("cp", "-R", mutt, root.resolve("mutt").toString()));
        Path script = root.resolve("life");
        try (InputStream text = Objects.requireNonNull(getClass().getResourceAsStream("deb-life.sh"))) {
            Files.copy(text, script);
        }

        String told = run(List.of(Desk.file("it/peers/in-chroot").toString(), root.toString(), script.toString()));

        assertThat(told.lines().filter(line -> line.startsWith("== ")))
                .as(told)
                .containsExactly(
                        "== unpacked: 0",
                        "== arrived unpacked",
                        "== installed: 0",
                        "== me: host.example.test",
                        "== home is right",
                        "== sent waiting: 0",
                        "== arrived waiting",
                        "== sent served: 0",
                        "== arrived served",
                        "== sent by a program: 0",
                        "== arrived by-program",
                        "== sent by cron: 0",
                        "== arrived by-cron",
                        "== sent by mail: 0",
                        "== arrived by-mail",
                        "== sent by mutt: 0",
                        "== arrived by-mutt",
                        "== mailq: 0",
                        "== sent between: 0",
                        "== upgraded: 0",
                        "== kept: changed.example.test",
                        "== arrived between",
                        "== removed: 0",
                        "== configuration stays",
                        "== purged: 0",
                        "== nothing left");
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        File output = File.createTempFile("eqmail-it", ".out");
        Process process = new ProcessBuilder(command)
                .directory(Desk.file(".").toFile())
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        try {
            assertThat(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS))
                    .as("%s ends; it said: %s", command, read(output))
                    .isTrue();
            assertThat(process.exitValue()).as("%s: %s", command, read(output)).isZero();
            return read(output);
        } finally {
            process.destroyForcibly();
            Files.delete(output.toPath());
        }
    }

    private static String read(File file) throws IOException {
        return Files.readString(file.toPath(), StandardCharsets.ISO_8859_1);
    }
}
