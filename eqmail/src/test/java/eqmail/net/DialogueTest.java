package eqmail.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.smtpd.ScriptedPeer;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DialogueTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private long now;

    private Dialogue over(ScriptedPeer peer) {
        return new Dialogue(peer, () -> now, Duration.ofHours(1), MINUTE);
    }

    @Test
    void answersGoOutTogetherWhenThePeerIsWaitedFor() throws IOException {
        ScriptedPeer peer = new ScriptedPeer("a\nb\n", "c\n");
        Dialogue dialogue = over(peer);
        for (int i = 0; i < 3; i++) {
            dialogue.say(dialogue.input().line(10) + "!");
        }
        dialogue.flush();
        assertThat(peer.answers()).containsExactly("", "a!b!", "c!");
    }

    @Test
    void answersDoNotPileUp() throws IOException {
        ScriptedPeer peer = new ScriptedPeer();
        Dialogue dialogue = over(peer);
        for (int i = 0; i < 17; i++) {
            dialogue.say("x".repeat(1024));
        }
        assertThat(peer.transcript()).hasSize(17 * 1024);
    }

    @Test
    void aLineByteByByteMustBeThereInTime() throws IOException {
        ScriptedPeer peer = new ScriptedPeer("a", "b", "c", "\n").before(() -> now += 20_000_000_000L);
        Dialogue dialogue = over(peer);
        dialogue.expectWithin(MINUTE);
        assertThatThrownBy(() -> dialogue.input().line(10)).isInstanceOf(SocketTimeoutException.class);
        assertThat(peer.left()).isEqualTo(1);
    }

    @Test
    void theWholeEndsEvenForAPeerThatKeepsTalking() throws IOException {
        ScriptedPeer peer = new ScriptedPeer("a\n".repeat(61).split("(?<=\n)")).before(() -> now += MINUTE.toNanos());
        Dialogue dialogue = over(peer);
        for (int i = 0; i < 60; i++) {
            dialogue.expectWithin(MINUTE.multipliedBy(2));
            assertThat(dialogue.input().line(10)).isEqualTo("a");
        }
        assertThatThrownBy(() -> dialogue.input().line(10)).isInstanceOf(SocketTimeoutException.class);
        dialogue.say("bye");
        assertThatThrownBy(dialogue::flush).isInstanceOf(Dialogue.Gone.class);
    }

    @Test
    void aPeerThatTakesNothingIsGone() throws IOException {
        ScriptedPeer peer = new ScriptedPeer("a\n").failingAfter(0, new IOException("reset"));
        Dialogue dialogue = over(peer);
        dialogue.say("hello");
        assertThatThrownBy(() -> dialogue.input().read()).isInstanceOf(Dialogue.Gone.class);
    }

    @Test
    void whatWasSentAheadDoesNotCountOverAnotherConnection() throws IOException {
        Dialogue dialogue = over(new ScriptedPeer("STLS\nevil\n"));
        assertThat(dialogue.input().line(10)).isEqualTo("STLS");
        ScriptedPeer inside = new ScriptedPeer("good\n");
        dialogue.over(inside);
        assertThat(dialogue.connection()).isSameAs(inside);
        assertThat(dialogue.input().line(10)).isEqualTo("good");
    }
}
