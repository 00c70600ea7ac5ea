package eqmail.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.dns.FakeResolver;
import eqmail.golden.Golden;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Recorded calls of qmail-sdkim and qmail-vdkim around stubs: which program gets which arguments, files and log lines. What
 * the stubs write to descriptor 1 goes to this test's own, so they are changed to write to a file.
 */
class GoldenDkimTest {
    /** Where our own signer answers, and the field that RFC 8601 defines; see docs/deviations.md. */
    private static final Map<String, String> OURS = Map.of(
            "X-Authentication-Results: a.b; dkim=pass (ok); {HOST}\n",
            "Authentication-Results: mx.here;\n\tdkim=pass\n",
            "warning: couldn't find {HOME}/bin/libqdkim - message not signed!",
            "warning: key {HOME}/etc/dkimkeys/a.b/default cannot be used: no private key without passphrase"
                    + " - message not signed!");

    @TempDir
    Path home;

    static List<Golden.Case> signing() throws IOException {
        return Golden.cases("qmail-sdkim");
    }

    static List<Golden.Case> checking() throws IOException {
        return Golden.cases("qmail-vdkim");
    }

    static List<Golden.Case> making() throws IOException {
        return Golden.cases("mkdkimkey");
    }

    private Surroundings lay(Golden.Case golden) throws IOException {
        Files.createDirectories(home.resolve("tmp"));
        for (var file : golden.map("control").entrySet()) {
            String text = file.getValue().replace("{HOME}", home.toString());
            Golden.lay(
                    home,
                    file.getKey(),
                    text.replace("; cat\n", "; cat; } >>" + home + "/out\n")
                            .replace("\necho \"remote", "\n{ echo \"remote")
                            .replace("\necho queue", "\n{ echo queue"));
            if (file.getKey().startsWith("bin/")) {
                Files.setPosixFilePermissions(
                        home.resolve(file.getKey()), PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
        Golden.lay(home, "control/me", "mx.here\n");
        Map<String, String> environment = new LinkedHashMap<>(golden.map("env"));
        environment.put("PATH", "/usr/bin:/bin");
        return new Surroundings(home, environment, this::foreign, (tag, line) -> {
            throw new AssertionError("not by the stub: " + tag + ": " + line);
        });
    }

    /** Every stub is somebody else's. */
    private Optional<Path> foreign(Optional<String> set, String name) {
        Path file = home.resolve(set.orElse("bin/" + name));
        return Files.exists(file) ? Optional.of(file) : Optional.empty();
    }

    @ParameterizedTest
    @MethodSource("signing")
    void signsAsTheOriginal(Golden.Case golden) throws Exception {
        ByteArrayOutputStream stdout = new ByteArrayOutputStream();
        SdkimProgram program = new SdkimProgram(lay(golden), InstantSource.system(), (arguments, message) -> {
            throw new AssertionError("not by the stub");
        });
        ByteArrayInputStream message = new ByteArrayInputStream(Latin1.bytes(golden.text("stdin")));
        assertThat(program.run(golden.list("args"), message, stdout)).isEqualTo(golden.number("exit"));
        compare(golden);
        String report = golden.name().equals("bad-sender")
                ? "DSorry, the sender's domain contains illegal characters. (#5.1.7)\n\0"
                : "";
        assertThat(Latin1.string(stdout.toByteArray())).isEqualTo(report);
    }

    @ParameterizedTest
    @MethodSource("checking")
    void checksAsTheOriginal(Golden.Case golden) throws Exception {
        VdkimProgram program = new VdkimProgram(
                lay(golden), () -> new Verifier(new FakeResolver(), InstantSource.system()), message -> {
                    throw new AssertionError("not by the stub");
                });
        ByteArrayInputStream message = new ByteArrayInputStream(Latin1.bytes(golden.text("stdin")));
        assertThat(program.run(message)).isEqualTo(golden.number("exit"));
        compare(golden);
    }

    /** The key is our own and longer, in as many strings as it takes, and the record does not speak of a test. */
    @ParameterizedTest
    @MethodSource("making")
    void makesKeysAsTheOriginal(Golden.Case golden) throws Exception {
        Files.createDirectories(home.resolve("etc/dkimkeys"));
        for (var file : golden.map("control").entrySet()) {
            Golden.lay(home, file.getKey(), file.getValue());
        }
        usualModes(home.resolve("etc/dkimkeys"));
        ByteArrayOutputStream stdout = new ByteArrayOutputStream();
        assertThat(new MkDkimKey(home, stdout).run(golden.list("args"))).isEqualTo(golden.number("exit"));
        String printed = Latin1.string(stdout.toByteArray());
        String wanted = golden.text("stdout").replace("t=y; ", "");
        if (golden.name().equals("create")) {
            printed = printed.replace("\" \"", "")
                    .replaceAll("\\( (\".*\") \\)", "$1")
                    .replaceAll("p=[^\"]+", "p=KEY");
            wanted = wanted.replaceAll("p=[^\"]+", "p=KEY");
        }
        assertThat(printed).isEqualTo(wanted);
        for (var file : golden.map("files").entrySet()) {
            Path path = Path.of(file.getKey().replace("{HOME}", home.toString()));
            assertThat(Golden.read(path)).as(file.getKey()).isEqualTo(file.getValue());
        }
        assertThat(listing()).isEqualTo(golden.list("listing_home"));
    }

    /** As the recorder laid them, whatever umask this test has. */
    private static void usualModes(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                String mode = Files.isDirectory(path) ? "rwxr-xr-x" : "rw-r--r--";
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
            }
        }
    }

    /** What lies in the folder of keys, as {@code listing_home} has it. */
    private List<String> listing() throws IOException {
        try (Stream<Path> all = Files.walk(home.resolve("etc/dkimkeys"))) {
            List<String> lines = new ArrayList<>();
            for (Path path : (Iterable<Path>) all::iterator) {
                boolean link = Files.isSymbolicLink(path);
                int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 0777;
                String kind = link ? "l" : Files.isDirectory(path) ? "d" : "f";
                lines.add("%s %04o %s%s"
                        .formatted(
                                kind, mode, home.relativize(path), link ? " -> " + Files.readSymbolicLink(path) : ""));
            }
            return lines.stream().sorted().toList();
        }
    }

    private void compare(Golden.Case golden) throws IOException {
        String wanted = golden.text("stdout");
        assertThat(Optional.ofNullable(Golden.read(home.resolve("out"))).orElse(""))
                .isEqualTo(ours(wanted));
        for (var file : golden.map("files").entrySet()) {
            Path path = Path.of(file.getKey().replace("{HOME}", home.toString()));
            assertThat(normal(Golden.read(path))).as(file.getKey()).isEqualTo(ours(file.getValue()));
        }
        assertThat(home.resolve("tmp")).isEmptyDirectory();
    }

    private static String ours(String text) {
        String right = text;
        for (var each : OURS.entrySet()) {
            right = right.replace(each.getKey(), each.getValue());
        }
        return right;
    }

    private String normal(String text) {
        return text.replaceAll("\\Q" + home + "\\E/tmp/\\S+", "{HOME}/tmp/{TMP}")
                .replace(home.toString(), "{HOME}");
    }
}
