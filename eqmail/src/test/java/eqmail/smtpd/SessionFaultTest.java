package eqmail.smtpd;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.mail.BodyForm;
import eqmail.mail.Envelope;
import eqmail.queue.QueueResult;
import eqmail.queue.Submission;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A peer that stalls, closes or takes nothing at any point, and a queue that fails at any step. */
class SessionFaultTest {
    private static final String DIALOGUE = String.join("", Rig.OPENING) + "Subject: t\r\n\r\n..body\r\n.\r\nQUIT\r\n";
    private static final int END_OF_DATA = DIALOGUE.indexOf("\r\n.\r\n") + 5;

    private final Rig rig = new Rig();

    static IntStream everyByte() {
        return IntStream.range(0, DIALOGUE.length());
    }

    @ParameterizedTest
    @MethodSource("everyByte")
    void aPeerThatClosesAfterAnyByteLosesAtMostItsOwnMessage(int bytes) {
        ScriptedPeer peer = new ScriptedPeer(bytes == 0 ? List.of() : List.of(DIALOGUE.substring(0, bytes)));
        assertThat(rig.run(peer)).isEqualTo(Session.FAILED);
        assertThat(rig.log.getLast()).startsWith("qmail-smtpd: read failed: ");
        checkQueue(bytes);
    }

    @ParameterizedTest
    @MethodSource("everyByte")
    void aPeerThatStallsAfterAnyByteIsToldSo(int bytes) {
        List<String> packets = new ArrayList<>(bytes == 0 ? List.of() : List.of(DIALOGUE.substring(0, bytes)));
        packets.add(ScriptedPeer.SILENCE);
        ScriptedPeer peer = new ScriptedPeer(packets);
        assertThat(rig.run(peer)).isEqualTo(Session.FAILED);
        assertThat(peer.transcript()).endsWith("451 timeout (#4.4.2)\r\n");
        assertThat(rig.log.getLast()).startsWith("qmail-smtpd: timeout: ");
        checkQueue(bytes);
    }

    private void checkQueue(int bytes) {
        boolean whole = bytes >= END_OF_DATA;
        boolean begun = bytes >= DIALOGUE.indexOf("DATA\r\n") + 6;
        assertThat(rig.recording.messages()).hasSize(whole ? 1 : 0);
        assertThat(rig.recording.abandoned()).isEqualTo(begun && !whole ? 1 : 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void aPeerThatTakesNoMoreRepliesEndsTheSessionInSilence(int writes) {
        List<String> packets = new ArrayList<>(Rig.OPENING);
        packets.add("x\r\n.\r\n");
        ScriptedPeer peer = new ScriptedPeer(packets).failingAfter(writes, new IOException("broken pipe"));
        assertThat(rig.run(peer)).isEqualTo(Session.FAILED);
        assertThat(rig.log).noneMatch(line -> line.contains("read failed"));
    }

    @Test
    void aReplyThatCannotBeWrittenInTimeIsNoTimeoutOfReading() {
        ScriptedPeer peer =
                new ScriptedPeer("NOOP\r\n").failingAfter(1, new java.net.SocketTimeoutException("nobody reads"));
        assertThat(rig.run(peer)).isEqualTo(Session.FAILED);
        assertThat(peer.transcript()).isEqualTo(Rig.GREETING);
        assertThat(rig.log).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 11, 31, 40, 51, 52, 53, 54, 61, 71, 81, 91, 111, 120})
    void whateverTheQueueAnswersTheSessionGoesOn(int exit) {
        rig.queue = new RecordingQueue(BodyForm.UNIX, rig.env, QueueResult.ofExit(exit));
        QueueResult result = QueueResult.ofExit(exit);
        assertThat(rig.say(DIALOGUE))
                .contains("354 go ahead\r\n" + (result.permanent() ? "554 " : "451 ") + result.text() + "\r\n")
                .endsWith(Rig.BYE);
    }

    @Test
    void everySubmissionIsClosedOnceWhateverHappens() {
        List<Integer> closed = new ArrayList<>();
        rig.queue = origin -> new Counting(closed);
        rig.say(DIALOGUE);
        rig.say(DIALOGUE.substring(0, END_OF_DATA - 1));
        rig.say(DIALOGUE.substring(0, END_OF_DATA - 6) + "\n");
        rig.dataBytes = 1;
        rig.say(DIALOGUE);
        assertThat(closed).hasSize(4);
    }

    private record Counting(List<Integer> closed) implements Submission {
        @Override
        public BodyForm form() {
            return BodyForm.WIRE;
        }

        @Override
        public long qp() {
            return 1;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            assertThat(length).isPositive();
        }

        @Override
        public QueueResult commit(Envelope envelope) {
            return QueueResult.ACCEPTED;
        }

        @Override
        public void close() {
            closed.add(1);
        }
    }
}
