package eqmail.qmqpd;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Netstrings;
import eqmail.mail.BodyForm;
import eqmail.queue.FakeQueue;
import eqmail.queue.GoldenReceiver;
import eqmail.smtpd.ScriptedPeer;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SessionTest {
    private static final int PACKET = 8192;

    private final FakeQueue queue = new FakeQueue(0, BodyForm.UNIX);
    private String said = "";

    private int run(String... packets) {
        ScriptedPeer client = new ScriptedPeer(packets);
        int exit = new Session(client, Map.of(), GoldenReceiver.host(queue)).run();
        said = client.transcript();
        return exit;
    }

    private static String[] packets(String text) {
        String[] packets = new String[(text.length() + PACKET - 1) / PACKET];
        for (int i = 0; i < packets.length; i++) {
            packets[i] = text.substring(i * PACKET, Math.min(text.length(), (i + 1) * PACKET));
        }
        return packets;
    }

    @Test
    void aMessageWithoutRecipientsIsPassedOnAsItIs() {
        assertThat(run(Netstrings.of(Netstrings.of("x\n") + Netstrings.of("s@c.example"))))
                .isEqualTo(Session.DONE);
        assertThat(queue.queued().getFirst().envelope().recipients()).isEmpty();
        assertThat(said).startsWith("22:Kok ");
    }

    @Test
    void recipientsBeyondMemoryAreReadAndTheMessagePutOff() {
        String recipient = Netstrings.of("r".repeat(999));
        int count = Session.MOST_RECIPIENT_BYTES / 1000 + 2;
        String body = Netstrings.of("x\n") + Netstrings.of("") + recipient.repeat(count);
        assertThat(run(packets(Netstrings.of(body)))).isEqualTo(Session.DONE);
        assertThat(said).isEqualTo(Netstrings.of("Zqq out of memory (#4.3.0)"));
        assertThat(queue.queued()).isEmpty();
        assertThat(run(Netstrings.of(Netstrings.of("x\n") + Netstrings.of("") + recipient.repeat(100))))
                .isEqualTo(Session.DONE);
        assertThat(queue.queued()).hasSize(1);
    }

    @Test
    void theLengthOfEverythingHasLittleRoom() {
        assertThat(run("0".repeat(200) + "1:")).isEqualTo(Session.MALFORMED);
        assertThat(run("2000000010:")).isEqualTo(Session.TEMPORARY);
        assertThat(run("x:")).isEqualTo(Session.MALFORMED);
    }

    @Test
    void aLengthThatLiesInsideIsNotFollowed() {
        assertThat(run("10:99:abcdef,,")).isEqualTo(Session.MALFORMED);
        assertThat(run("20:1:x,0:,1:r,9:zzzz,,,,,")).isEqualTo(Session.MALFORMED);
        assertThat(run("20:99:abc")).isEqualTo(Session.DONE);
        assertThat(queue.queued()).isEmpty();
    }

    @Test
    void aLengthWithoutDigitsIsZero() {
        assertThat(run("6::,:,:,,")).isEqualTo(Session.DONE);
        assertThat(queue.queued().getFirst().envelope().recipients()).containsExactly("");
        assertThat(run(":,")).isEqualTo(Session.MALFORMED);
    }

    @Test
    void aClientThatStallsIsLeft() {
        assertThat(run("100:50:abc", ScriptedPeer.SILENCE)).isEqualTo(Session.TEMPORARY);
        assertThat(run("100:50:abc")).isEqualTo(Session.DONE);
        assertThat(queue.queued()).isEmpty();
    }

    @Test
    void aQueueThatCannotBeStartedIsOurTrouble() {
        ScriptedPeer client = new ScriptedPeer("40:2:x\n,");
        Session session = new Session(client, Map.of(), GoldenReceiver.host(origin -> {
            throw new IOException("no processes");
        }));
        assertThat(session.run()).isEqualTo(Session.TEMPORARY);
        assertThat(client.transcript()).isEmpty();
    }

    @Test
    void whoMayNotRelayIsToldToComeLater() {
        ScriptedPeer client = new ScriptedPeer("40:2:x\n,");
        new Session(client, Map.of(), GoldenReceiver.host(queue)).refuse();
        assertThat(client.transcript()).isEqualTo("49:Zsorry, this host takes no QMQP from you (#4.7.1),");
    }
}
