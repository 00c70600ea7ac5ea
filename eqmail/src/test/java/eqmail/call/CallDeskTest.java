package eqmail.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import eqmail.bytes.Latin1;
import eqmail.log.Log;
import eqmail.posix.Credentials;
import eqmail.posix.Descriptor;
import eqmail.posix.FileCalls;
import eqmail.posix.OpenFlag;
import eqmail.posix.PosixException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallDeskTest {
    private static final String ID = "01234567-89ab-cdef-0123-456789abcdef";

    @TempDir
    Path folder;

    private final List<Call> calls = new ArrayList<>();
    private final List<String> messages = new ArrayList<>();
    private CallProgram program = call -> 0;
    private Descriptor answer = Descriptor.of(0);

    @BeforeEach
    void layCall() throws IOException {
        Files.writeString(file("call"), "eqmail-call-1\0do\0" + "7\0" + "1\0now\0USER=joe\0\0");
        Files.writeString(file("message"), "Subject: t\n\nb\n");
        FileCalls.makePipe(file("answer").toString(), 0600);
        answer = Descriptor.open(file("answer").toString(), OpenFlag.READ, OpenFlag.NON_BLOCKING);
    }

    @AfterEach
    void closeAnswer() {
        answer.close();
    }

    private Path file(String ending) {
        return folder.resolve(ID + "." + ending);
    }

    private void serve() {
        Map<String, CallProgram> programs = Map.of("do", call -> {
            calls.add(call);
            messages.add(Latin1.string(call.stdin().readAllBytes()));
            return program.run(call);
        });
        new CallDesk(folder, programs, Log.none()).serve(ID);
    }

    /** What the caller hears; empty if nothing came. */
    private String answer() throws PosixException {
        byte[] line = new byte[4096];
        int length = Math.max(0, answer.read(line, 0, line.length));
        return Latin1.string(line).substring(0, length);
    }

    private List<String> left() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void carriesOutACallAndLeavesNothingBehind() throws IOException {
        program = call -> {
            call.stderr().write(Latin1.bytes("do: fatal: no\n"));
            return 100;
        };
        serve();
        assertThat(answer()).isEqualTo("100:do:\\0040fatal:\\0040no\\0012\n");
        assertThat(messages).containsExactly("Subject: t\n\nb\n");
        Call call = calls.getFirst();
        assertThat(call.args()).containsExactly("now");
        assertThat(call.env()).isEqualTo(Map.of("USER", "joe"));
        assertThat(call.pid()).isEqualTo(7);
        assertThat(call.uid()).isEqualTo(Credentials.uid());
        assertThat(left()).isEmpty();
    }

    @Test
    void leavesTheMessageToACallerWhomItDeclines() throws IOException {
        program = call -> CallProgram.NOT_HERE;
        serve();
        assertThat(answer()).isEqualTo("-\n");
        assertThat(left()).containsExactly(ID + ".message");
    }

    @Test
    void declinesCommandsItDoesNotKnow() throws IOException {
        Files.writeString(file("call"), "eqmail-call-1\0undo\0" + "7\0" + "0\0\0");
        serve();
        assertThat(answer()).isEqualTo("-\n");
        assertThat(calls).isEmpty();
    }

    @Test
    void declinesWordsThatAreNone() throws IOException {
        Files.writeString(file("call"), "eqmail-call-1\0do\0");
        serve();
        assertThat(answer()).isEqualTo("-\n");
    }

    @Test
    void takesTheLongestWordsAndDeclinesLongerOnes() throws IOException {
        String frame = "eqmail-call-1\0do\0" + "7\0" + "1\0\0\0";
        String longest = "a".repeat(CallWords.MAX_BYTES - frame.length());
        Files.writeString(file("call"), frame.replace("1\0\0\0", "1\0" + longest + "\0\0"));
        serve();
        assertThat(answer()).isEqualTo("0:\n");
        answer.close();
        layCall();
        Files.writeString(file("call"), frame.replace("1\0\0\0", "1\0" + longest + "a\0\0"));
        serve();
        assertThat(answer()).isEqualTo("-\n");
        assertThat(calls).hasSize(1);
    }

    @Test
    void tellsTheCallerOfTroubleOfOurs() throws IOException {
        program = call -> {
            throw new IOException("disk");
        };
        serve();
        assertThat(answer()).startsWith("111:do:\\0040fatal:");
    }

    @Test
    void aBugHurtsOneCallOnly() throws IOException {
        program = call -> {
            throw new IllegalStateException("bug");
        };
        serve();
        assertThat(answer()).startsWith("111:");
    }

    @Test
    void doesNothingForACallerWhoIsGone() throws IOException {
        answer.close();
        serve();
        assertThat(calls).isEmpty();
    }

    @Test
    void doesNothingForACallThatWasWithdrawn() throws IOException {
        Files.delete(file("call"));
        serve();
        assertThat(calls).isEmpty();
        assertThat(left()).containsExactly(ID + ".answer", ID + ".message");
    }

    @ParameterizedTest
    @ValueSource(strings = {"call", "message", "answer"})
    void followsNoSymbolicLink(String ending) throws IOException {
        Path elsewhere = folder.resolve("elsewhere");
        Files.move(file(ending), elsewhere);
        Files.createSymbolicLink(file(ending), elsewhere);
        serve();
        assertThat(calls).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"call", "message"})
    void readsNoFileThatHasAnotherName(String ending) throws IOException {
        Files.createLink(folder.resolve("other"), file(ending));
        serve();
        assertThat(calls).isEmpty();
    }

    @Test
    void answersIntoNothingButAPipe() throws IOException {
        Files.delete(file("answer"));
        Files.writeString(file("answer"), "");
        serve();
        assertThat(calls).isEmpty();
        assertThat(file("answer")).isEmptyFile();
    }

    @Test
    void aCallerWhoseAnswerIsFullHoldsNobody() throws IOException {
        try (Descriptor full = Descriptor.open(file("answer").toString(), OpenFlag.WRITE, OpenFlag.NON_BLOCKING)) {
            byte[] filler = new byte[4096];
            assertThat(catchThrowable(() -> {
                        while (true) {
                            full.writeAll(filler);
                        }
                    }))
                    .isInstanceOf(PosixException.class);
        }
        serve();
        assertThat(calls).hasSize(1);
        assertThat(left()).isEmpty();
    }

    @Test
    void onlyWhatTheKernelCallsARandomNameIsAnId() {
        assertThat(CallDesk.isId(ID)).isTrue();
        assertThat(CallDesk.isId(ID + "0")).isFalse();
        assertThat(CallDesk.isId(ID.substring(1) + "/")).isFalse();
        assertThat(CallDesk.isId("../" + ID.substring(3))).isFalse();
        assertThat(CallDesk.isId("")).isFalse();
    }
}
