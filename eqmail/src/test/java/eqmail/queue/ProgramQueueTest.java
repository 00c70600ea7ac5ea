package eqmail.queue;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.mail.Envelope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgramQueueTest {
    private static final Origin ORIGIN = Origin.network(201);
    private static final Envelope ENVELOPE = new Envelope("s@example.org", List.of("a@b", "c@d"));
    private static final String KEEPS = "cat >message; cat <&1 >envelope\n";

    @TempDir
    private Path home;

    private final Map<String, String> environment = new HashMap<>(Map.of("PATH", "/usr/bin:/bin"));

    private ProgramQueue queue(String script) throws IOException {
        return queue(script, ProgramQueue.PATIENCE);
    }

    private ProgramQueue queue(String script, Duration patience) throws IOException {
        Path program = Files.writeString(home.resolve("queue"), "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new ProgramQueue(home, "./queue", Map.of(), environment, patience);
    }

    private static QueueResult send(MailQueue queue, String text) throws IOException {
        try (Submission submission = queue.open(ORIGIN)) {
            byte[] bytes = Latin1.bytes(text);
            submission.write(bytes, 0, bytes.length);
            return submission.commit(ENVELOPE);
        }
    }

    private String file(String name) throws IOException {
        return Latin1.string(Files.readAllBytes(home.resolve(name)));
    }

    @Test
    void givesMessageAndEnvelopeToTheProgram() throws IOException {
        assertThat(send(queue(KEEPS), "Subject: x\n\n\u00ff\0 body").accepted()).isTrue();
        assertThat(file("message")).isEqualTo("Subject: x\n\n\u00ff\0 body");
        assertThat(file("envelope")).isEqualTo("Fs@example.org\0Ta@b\0Tc@d\0\0");
    }

    @Test
    void theNumberIsTheProcessOfTheProgram() throws IOException {
        try (Submission submission = queue(KEEPS + "echo $$ >pid").open(ORIGIN)) {
            submission.commit(ENVELOPE);
            assertThat(file("pid").strip()).isEqualTo(Long.toString(submission.qp()));
        }
    }

    @Test
    void aLongMessageGoesThroughAPipe() throws IOException {
        String text = "0123456789abcdef\n".repeat(100_000);
        assertThat(send(queue(KEEPS), text).accepted()).isTrue();
        assertThat(file("message")).isEqualTo(text);
    }

    @Test
    void theProgramSeesTheEnvironmentAsItIsAtTheMessage() throws IOException {
        ProgramQueue queue = queue("echo \"$RELAYCLIENT\" >env; pwd >>env; " + KEEPS);
        environment.put("RELAYCLIENT", "later");
        send(queue, "");
        assertThat(file("env")).isEqualTo("later\n" + home.toRealPath() + "\n");
    }

    @ParameterizedTest
    @CsvSource({
        "31, Dmail server permanently rejected message (#5.3.0)",
        "53, Zqq write error or disk full (#4.3.0)",
        "1, Zqq temporary problem (#4.3.0)",
        "120, Zunable to exec qq (#4.3.0)"
    })
    void theExitCodeIsTheAnswer(int code, String word) throws IOException {
        assertThat(send(queue(KEEPS + "exit " + code), "x").word()).isEqualTo(word);
    }

    @Test
    void aKilledProgramHasCrashed() throws IOException {
        assertThat(send(queue(KEEPS + "kill -9 $$"), "x").word()).isEqualTo("Zqq crashed (#4.3.0)");
    }

    @Test
    void successWithoutReadingIsAReadError() throws IOException {
        assertThat(send(queue("exit 0"), "x".repeat(1 << 20)).word()).isEqualTo("Zqq read error (#4.3.0)");
    }

    @Test
    void aFailureWithoutReadingKeepsItsCode() throws IOException {
        assertThat(send(queue("exit 71"), "x".repeat(1 << 20)).word())
                .isEqualTo("Zmail server temporarily rejected message (#4.3.0)");
    }

    @Test
    void aMissingProgramIsToldAfterTheMessage() throws IOException {
        ProgramQueue queue = new ProgramQueue(home, "bin/none", Map.of(), environment);
        assertThat(send(queue, "x").word()).isEqualTo("Zunable to exec qq (#4.3.0)");
    }

    @Test
    void aFileThatIsNoProgramIsToldSo() throws IOException {
        Files.writeString(home.resolve("text"), "no program");
        ProgramQueue queue = new ProgramQueue(home, "text", Map.of(), environment);
        assertThat(send(queue, "x").word()).isEqualTo("Zunable to exec qq (#4.3.0)");
    }

    @Test
    void aHomeThatCannotBeEnteredIsToldAfterTheMessage() throws IOException {
        ProgramQueue queue = new ProgramQueue(home.resolve("none"), "/bin/true", Map.of(), environment);
        assertThat(send(queue, "x").word()).isEqualTo("Zqq trouble in home directory (#4.3.0)");
    }

    @Test
    void withoutCommitTheProgramGetsNoEnvelopeAndMayEndByItself() throws IOException {
        try (Submission submission =
                queue(KEEPS + "[ -s envelope ] || echo nothing >verdict").open(ORIGIN)) {
            submission.write(Latin1.bytes("half a mess"), 0, 11);
        }
        assertThat(file("verdict")).isEqualTo("nothing\n");
    }

    @Test
    void aProgramThatReadsNothingIsGivenUp() throws IOException {
        ProgramQueue queue = queue("exec sleep 600", Duration.ofMillis(50));
        assertThat(send(queue, "x".repeat(1 << 20)).word()).isEqualTo("Zqq timeout (#4.3.0)");
    }

    @Test
    void aProgramThatNeverEndsIsGivenUp() throws IOException {
        ProgramQueue queue = queue(KEEPS + "exec sleep 600", Duration.ofMillis(300));
        assertThat(send(queue, "x").word()).isEqualTo("Zqq timeout (#4.3.0)");
    }

    @Test
    void manyRecipientsFillThePipeOfTheEnvelope() throws IOException {
        List<String> recipients = java.util.stream.IntStream.range(0, 20_000)
                .mapToObj(i -> "user" + i + "@example.org")
                .toList();
        try (Submission submission = queue(KEEPS).open(ORIGIN)) {
            assertThat(submission.commit(new Envelope("", recipients)).accepted())
                    .isTrue();
        }
        assertThat(file("envelope")).startsWith("F\0Tuser0@").endsWith("user19999@example.org\0\0");
    }

    @Test
    void worksOnAVirtualThread() throws Exception {
        ProgramQueue queue = queue(KEEPS);
        var result = new java.util.concurrent.CompletableFuture<QueueResult>();
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(send(queue, "y".repeat(300_000)));
            } catch (IOException e) {
                result.completeExceptionally(e);
            }
        });
        assertThat(result.get().accepted()).isTrue();
        assertThat(file("message")).hasSize(300_000);
    }
}
