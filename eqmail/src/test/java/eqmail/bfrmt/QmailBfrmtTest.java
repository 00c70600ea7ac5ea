package eqmail.bfrmt;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.golden.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The script qmail-bfrmt: the recorded runs, and what may go wrong in control/beforemote. */
class QmailBfrmtTest {
    private static final Path SCRIPT =
            Path.of(System.getProperty("eqmail.root", ".."), "eqmail/src/main/scripts/qmail-bfrmt");

    private static final String STUB = """
        #!/bin/sh
        echo ran >>"${0%/*}/../runs"
        printf 'r\\0K['
        for a in "$@"; do printf '<%s>' "$a"; done
        printf '] stdin: '
        cat
        printf '\\0'
        """;

    /** The recorded defects, each with what was meant: arguments stay as they are, and nothing is sent twice. */
    private static final Map<String, String> MEANT = Map.of(
            "no-config-null-sender", "r\0K[<h.org><><r@h.org>] stdin: Subject: t\n\nbody\n\0",
            "config-error-null-sender", "r\0K[<h.org><><r@h.org>] stdin: Subject: t\n\nbody\n\0",
            "no-config-blank", "r\0K[<h.org><a b@x.org><r@h.org>] stdin: Subject: t\n\nbody\n\0",
            "config-remote-then-fail", "r\0K[<h.org><s@x.org><r@h.org>] stdin: Subject: t\n\nbody\n\0",
            "no-config-empty-sender", "remote 3 <host> <> <r@c.d>\nmsg\n");

    private static final String SENT = "r\0K[<h><s><r>] stdin: msg\n\0";
    private static final String FAILED = "Zqmail-bfrmt: control/beforemote failed. (#4.3.0)\n\0";

    @TempDir
    Path home;

    static Stream<Golden.Case> cases() throws IOException {
        return Stream.concat(Golden.cases("qmail-bfrmt").stream(), Golden.cases("qmail-bfrmt-tools").stream());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void doesAsRecorded(Golden.Case recorded) throws Exception {
        for (Map.Entry<String, String> file : recorded.map("control").entrySet()) {
            Golden.lay(home, file.getKey(), file.getValue());
        }
        installRemote(recorded.map("tree").getOrDefault("bin/qmail-remote", STUB));
        String expected = MEANT.getOrDefault(recorded.name(), recorded.text("stdout"));
        String output = fromFile(recorded.text("stdin"), recorded.list("args"));
        assertThat(output.replace(home.toString(), "{HOME}")).isEqualTo(expected);
    }

    @Test
    void keepsAMessageFromAPipeForTheTimeAfterAFailure() throws Exception {
        installRemote(STUB);
        configure("false\n");
        assertThat(fromPipe("msg\n")).isEqualTo(SENT);
        configure("read -r line\nfalse\n");
        assertThat(fromPipe("msg\n")).isEqualTo(FAILED);
        configure("exec \"$BINDIR/qmail-remote\" \"$@\"\n");
        assertThat(fromPipe("msg\n")).isEqualTo(SENT);
        assertThat(runs()).isEqualTo(2);
    }

    @Test
    void sendsNothingWhenTheMessageWasReadBeforeTheFailure() throws Exception {
        installRemote(STUB);
        for (String fault : List.of(
                "cat >/dev/null; exit 3",
                "head -c 1 >/dev/null; sh -c 'kill -9 $PPID'",
                "head -c 1 >/dev/null; exec \"$BINDIR/no-such-signer\"",
                "head -c 1 >/dev/null\nif then")) {
            configure(fault + "\n");
            assertThat(fromFile("msg\n", List.of("h", "s", "r"))).as(fault).startsWith("Z");
        }
        assertThat(runs()).isZero();
    }

    @Test
    void leavesTheReportAsItIsWhenTheFailureCameAfterIt() throws Exception {
        installRemote("#!/bin/sh\necho ran >>\"${0%/*}/../runs\"\nprintf 'Z192.0.2.1 is busy\\n\\0'\n");
        configure("\"$BINDIR/qmail-remote\" \"$@\"\nfalse\n");
        assertThat(fromFile("msg\n", List.of("h", "s", "r"))).isEqualTo("Z192.0.2.1 is busy\n\0");
        assertThat(runs()).isEqualTo(1);
    }

    @Test
    void makesAFailureAfterOtherOutputATemporaryOne() throws Exception {
        installRemote(STUB);
        configure("echo debug\nfalse\n");
        assertThat(fromFile("msg\n", List.of("h", "s", "r"))).isEqualTo("debug\n\0" + FAILED);
        assertThat(runs()).isZero();
    }

    @Test
    void doesNotBounceWithoutQmailRemote() throws Exception {
        Files.createDirectories(home.resolve("control"));
        Files.createDirectories(home.resolve("lonely"));
        Path alone = Files.copy(SCRIPT, home.resolve("lonely/qmail-bfrmt"));
        assertThat(run(alone, ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()), "", List.of("h", "s", "r")))
                .isEqualTo("Zqmail-bfrmt: there is no qmail-remote. (#4.3.0)\n\0");
    }

    private void configure(String text) throws IOException {
        Golden.lay(home, "control/beforemote", text);
    }

    private void installRemote(String text) throws IOException {
        Golden.lay(home, "bin/qmail-remote", text);
        Files.setPosixFilePermissions(home.resolve("bin/qmail-remote"), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private long runs() throws IOException {
        Path runs = home.resolve("runs");
        return Files.exists(runs) ? Files.readString(runs).lines().count() : 0;
    }

    private String fromFile(String message, List<String> arguments) throws Exception {
        Golden.lay(home, "message", message);
        return run(SCRIPT, ProcessBuilder.Redirect.from(home.resolve("message").toFile()), "", arguments);
    }

    private String fromPipe(String message) throws Exception {
        return run(SCRIPT, ProcessBuilder.Redirect.PIPE, message, List.of("h", "s", "r"));
    }

    private String run(Path script, ProcessBuilder.Redirect stdin, String message, List<String> arguments)
            throws Exception {
        List<String> command = new ArrayList<>(List.of("/bin/sh", script.toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectInput(stdin);
        builder.environment().clear();
        builder.environment().put("PATH", home.resolve("bin") + ":/usr/bin:/bin");
        builder.environment().put("QMAILHOME", home.toString());
        Process process = builder.start();
        try (var to = process.getOutputStream()) {
            to.write(Latin1.bytes(message));
        }
        String output = Latin1.string(process.getInputStream().readAllBytes());
        assertThat(Latin1.string(process.getErrorStream().readAllBytes())).isEmpty();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
        return output;
    }
}
