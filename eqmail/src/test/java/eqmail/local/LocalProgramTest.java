package eqmail.local;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.fs.MemoryBody;
import eqmail.mail.BodyForm;
import eqmail.mail.Verdict;
import eqmail.users.Account;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stand-in for bin/qmail-local. */
class LocalProgramTest {
    private static final LocalRequest REQUEST =
            new LocalRequest(new Account("joe", 1001, 1001, "/h"), "l\u00e4", "-", "", "h", "", "|x\n./y");

    @TempDir
    Path home;

    private Duration limit = Duration.ofSeconds(30);

    @BeforeEach
    void makeBin() throws IOException {
        Files.createDirectory(home.resolve("bin"));
    }

    private Verdict run(String script) throws Exception {
        Path program = home.resolve("bin/qmail-local");
        Files.write(program, Latin1.bytes("#!/bin/sh\n" + script));
        Files.setAttribute(program, "unix:mode", 0755);
        return run();
    }

    private Verdict run() throws InterruptedException {
        return new LocalProgram(
                        home.toString(),
                        "bin/qmail-local",
                        false,
                        Map.of("PATH", "/usr/bin:/bin", "MINE", "kept"),
                        limit,
                        Thread.ofPlatform().factory())
                .run(REQUEST, MemoryBody.of("a: b\r\n\r\n..x\r\n", BodyForm.WIRE));
    }

    @Test
    void getsArgumentsDirectoryEnvironmentAndMessage() throws Exception {
        assertThat(run("for a; do printf '<%s>' \"$a\"; done; pwd -P; echo $MINE; cat; cat >&2"))
                .isEqualTo(new Verdict.Delivered(
                        "<--><joe></h><l\u00e4><-><><h><><|x\n./y>" + home.toRealPath() + "\nkept\na: b\n\n.x\n"));
    }

    @Test
    void isTriedAgainWhenItCannotBeStarted() throws Exception {
        assertThat(run()).isEqualTo(new Verdict.Deferred("Unable to run qmail-local.\n"));
        Files.createFile(home.resolve("bin/qmail-local"));
        assertThat(run()).isEqualTo(new Verdict.Deferred("Unable to run qmail-local.\n"));
    }

    @Test
    void isKilledWhenItDoesNotEnd() throws Exception {
        limit = Duration.ofMillis(300);
        assertThat(run("exec sleep 600")).isEqualTo(new Verdict.Deferred("qmail-local crashed.\n"));
    }

    @Test
    void reportsThreeThousandBytesWholeAndCutsMore() throws Exception {
        assertThat(run("head -c 3000 /dev/zero | tr '\\0' a; exit 100"))
                .isEqualTo(new Verdict.Refused("a".repeat(3000)));
        assertThat(run("head -c 3001 /dev/zero | tr '\\0' a; exit 111"))
                .isEqualTo(new Verdict.Deferred("a".repeat(2966) + "\nError report too long, sorry.\n"));
    }
}
