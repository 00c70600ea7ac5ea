package eqmail.auth;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.auth.Checker.Answer;
import eqmail.bytes.Latin1;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CheckpasswordProgramTest {
    private static final Claim CLAIM = new Claim("joe", "p\u00e4ss", "<1@x>");

    @TempDir
    Path home;

    private final List<String> log = new CopyOnWriteArrayList<>();
    private Duration patience = Duration.ofSeconds(30);

    private Answer run(List<String> command, Map<String, String> environment) throws InterruptedException {
        return new CheckpasswordProgram(
                        home, command, patience, CheckpasswordProgram.Identity.OWN, Optional.of(log::add))
                .check(CLAIM, environment);
    }

    private Answer shell(String text) throws InterruptedException {
        return run(List.of("sh", "-c", text, "checker"), Map.of("PATH", "/usr/bin:/bin", "TCPREMOTEIP", "192.0.2.1"));
    }

    private String file(String name) throws IOException {
        return Latin1.string(Files.readAllBytes(home.resolve(name)));
    }

    @Test
    void theClaimStandsOnDescriptorThreeAndEndsThere() throws Exception {
        assertThat(shell("cat <&3 >claim; env >environment; ls /proc/self/fd | sort -n | tr '\\n' ' ' >open"))
                .isEqualTo(Answer.ACCEPTED);
        assertThat(file("claim")).isEqualTo("joe\0p\u00e4ss\0<1@x>\0");
        assertThat(file("environment")).contains("TCPREMOTEIP=192.0.2.1\n");
        assertThat(file("open")).startsWith("0 1 2 3 ");
    }

    @Test
    void theExitCodeDecides() throws InterruptedException {
        assertThat(shell("cat <&3 >/dev/null; exit 0")).isEqualTo(Answer.ACCEPTED);
        for (int code : new int[] {1, 2, 100, 111, 255}) {
            assertThat(shell("exit " + code)).isEqualTo(Answer.REJECTED);
        }
        assertThat(log).isEmpty();
    }

    @Test
    void aCheckerNeedNotRead() throws InterruptedException {
        assertThat(run(List.of("/bin/true"), Map.of())).isEqualTo(Answer.ACCEPTED);
        assertThat(run(List.of("/bin/false"), Map.of())).isEqualTo(Answer.REJECTED);
    }

    @Test
    void aCheckerThatCrashesDecidesNothing() throws InterruptedException {
        assertThat(shell("kill -9 $$")).isEqualTo(Answer.CRASHED);
        assertThat(log).containsExactly("sh: killed by signal 9");
    }

    @Test
    void aCheckerThatIsNotThereDecidesNothing() throws InterruptedException {
        assertThat(run(List.of("no-such-checker", "true"), Map.of())).isEqualTo(Answer.NOT_RUNNABLE);
        assertThat(run(List.of("./no-such-checker"), Map.of())).isEqualTo(Answer.NOT_RUNNABLE);
        assertThat(log).hasSize(2).allMatch(line -> line.contains("file does not exist"));
    }

    @Test
    void aCheckerIsLookedForInPathAndAPathStartsAtTheHome() throws Exception {
        Path program = home.resolve("bin/mine");
        Files.createDirectories(program.getParent());
        Files.writeString(program, "#!/bin/sh\nexec \"$@\"\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(run(List.of("bin/mine", "true"), Map.of("PATH", "/usr/bin:/bin")))
                .isEqualTo(Answer.ACCEPTED);
        assertThat(run(List.of("mine", "/bin/true"), Map.of("PATH", home + "/bin")))
                .isEqualTo(Answer.ACCEPTED);
    }

    @Test
    void aCheckerThatHangsIsKilledWithAllItStarted() throws Exception {
        patience = Duration.ofMillis(500);
        assertThat(shell("sleep 300 & echo $! >child; sleep 300")).isEqualTo(Answer.CRASHED);
        assertThat(log).containsExactly("sh: killed after 0 seconds");
        long child = Long.parseLong(file("child").strip());
        Optional<ProcessHandle> left = ProcessHandle.of(child);
        if (left.isPresent()) {
            assertThat(left.get().onExit().get(20, TimeUnit.SECONDS)).isNotNull();
        }
    }

    @Test
    void aCheckerThatFloodsItsErrorsHurtsItselfOnly() throws InterruptedException {
        patience = Duration.ofMillis(800);
        assertThat(shell("while :; do echo flood >&2; done")).isEqualTo(Answer.CRASHED);
        assertThat(log).hasSizeLessThan(1000);
    }

    @Test
    void outputGoesNowhereAndErrorsToTheLog() throws InterruptedException {
        assertThat(shell("echo to the client; printf 'one\\ntw\\033o\\n' >&2; exit 1"))
                .isEqualTo(Answer.REJECTED);
        assertThat(log).containsExactly("sh: one", "sh: tw?o");
    }

    @Test
    void whatItLeavesInTheBackgroundDoesNotHoldTheAnswer() throws InterruptedException {
        assertThat(shell("sleep 20 & exit 0")).isEqualTo(Answer.ACCEPTED);
    }

    @Test
    void worksFromAVirtualThread() throws InterruptedException {
        List<Answer> answers = new CopyOnWriteArrayList<>();
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                answers.add(shell("cat <&3 >/dev/null"));
            } catch (InterruptedException e) {
                answers.add(Answer.CRASHED);
            }
        });
        assertThat(thread.join(Duration.ofSeconds(30))).isTrue();
        assertThat(answers).containsExactly(Answer.ACCEPTED);
    }
}
