package eqmail.smtpd;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.smtp.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What one peer may take from us: at each limit, and past it. */
class SessionLimitsTest {
    private static final String UNKNOWN = "500 unrecognised (#5.5.2)\r\n";

    private final Rig rig = new Rig();

    @Test
    void aCommandLineMayBeAsLongAsItsLimit() {
        String fits = "NOOP " + "x".repeat(Command.LONGEST_LINE - 6) + "\r";
        assertThat(rig.say(fits + "\nQUIT\r\n")).isEqualTo("250 ok\r\n" + Rig.BYE);
    }

    @Test
    void aLongerCommandLineIsReadToItsEndAndUnknown() {
        String long1 = "NOOP " + "x".repeat(Command.LONGEST_LINE - 4);
        assertThat(rig.say(long1 + "\nQUIT\r\n")).isEqualTo(UNKNOWN + Rig.BYE);
        assertThat(rig.say("x".repeat(1 << 20) + " RCPT TO:<a@b>\r\nQUIT\r\n")).isEqualTo(UNKNOWN + Rig.BYE);
    }

    @Test
    void aLineWithoutEndIsNoCommand() {
        assertThat(rig.say("x".repeat(1 << 20))).isEmpty();
        assertThat(rig.log).singleElement().asString().contains("read failed");
    }

    @Test
    void aTransactionTakesSoManyRecipients() {
        rig.maxRecipients = 3;
        String rcpt = "RCPT TO:<user@example.org>\r\n";
        assertThat(rig.say("MAIL FROM:<a@b>\r\n" + rcpt.repeat(4) + "DATA\r\n", "x\r\n.\r\n"))
                .startsWith(
                        "250 ok\r\n".repeat(4) + "452 sorry, too many recipients (#4.5.3)\r\n354 go ahead\r\n250 ok ");
        assertThat(rig.recording.messages().getFirst().envelope().recipients()).hasSize(3);
    }

    @Test
    void theNextTransactionStartsWithNoRecipients() {
        rig.maxRecipients = 1;
        String one = "MAIL FROM:<a@b>\r\nRCPT TO:<user@example.org>\r\n";
        assertThat(rig.say(one + one)).isEqualTo("250 ok\r\n".repeat(4));
    }

    @Test
    void theHeaderOfAMessageMayBeAsLongAsItsLimit() {
        rig.limits = limits(1000, 200, Duration.ofHours(24), 4096);
        String header = "A: " + "x".repeat(993) + "\r\n\r\n";
        assertThat(rig.say(transaction(header.substring(2) + "body\r\n"))).contains("250 ok 1");
        assertThat(rig.say(transaction("y" + header + "body\r\n")))
                .contains("554 sorry, the header of that message is too long (#5.3.4)\r\n");
        assertThat(rig.recording.messages()).hasSize(1);
        assertThat(rig.recording.abandoned()).isEqualTo(1);
        assertThat(rig.log).anyMatch(line -> line.startsWith("qmail-smtpd: message header too long: a@b from "));
    }

    @Test
    void soManyBadCommandsAndNoMore() {
        rig.limits = limits(1000, 5, Duration.ofHours(24), 4096);
        String bad = "XYZ\r\nRCPT TO:<a@b>\r\nDATA\r\nAUTH LOGIN\r\nSTARTTLS\r\n".replace("STARTTLS", " ");
        assertThat(rig.say(bad + "QUIT\r\n")).endsWith(Rig.BYE);
        ScriptedPeer peer = new ScriptedPeer(bad + "ABC\r\nQUIT\r\n");
        assertThat(rig.run(peer)).isEqualTo(Session.FAILED);
        assertThat(peer.transcript()).endsWith(UNKNOWN + "421 too many bad commands, closing (#4.7.0)\r\n");
        assertThat(rig.log.getLast()).startsWith("qmail-smtpd: too many bad commands: ");
    }

    @Test
    void refusedRecipientsAreNoBadCommands() {
        rig.limits = limits(1000, 5, Duration.ofHours(24), 4096);
        assertThat(rig.say("MAIL FROM:<a@b>\r\n" + "RCPT TO:<x@far.example>\r\n".repeat(50) + "QUIT\r\n"))
                .endsWith(Rig.BYE);
    }

    @Test
    void aSessionEndsAfterItsTime() {
        rig.limits = limits(1000, 200, Duration.ofHours(1), 4096);
        TickingPeer peer = new TickingPeer(rig, Duration.ofMinutes(19), Collections.nCopies(10, "NOOP\r\n"));
        assertThat(peer.run()).isEqualTo(Session.FAILED);
        assertThat(peer.transcript())
                .isEqualTo(Rig.GREETING + "250 ok\r\n".repeat(3) + "421 session too long, closing (#4.3.2)\r\n");
        assertThat(rig.log).singleElement().asString().contains("session too long");
    }

    @Test
    void aMessageEndsWithTheTimeOfItsSessionToo() {
        rig.limits = limits(1 << 20, 200, Duration.ofHours(1), 16);
        List<String> packets = new ArrayList<>(Rig.OPENING);
        packets.addAll(Collections.nCopies(20, "0123456789abcdef\r\n"));
        TickingPeer peer = new TickingPeer(rig, Duration.ofMinutes(5), packets);
        assertThat(peer.run()).isEqualTo(Session.FAILED);
        assertThat(peer.transcript()).endsWith("354 go ahead\r\n451 timeout (#4.4.2)\r\n");
        assertThat(rig.recording.abandoned()).isEqualTo(1);
    }

    @Test
    void aMessageMustMakeProgress() {
        List<String> packets = new ArrayList<>(Rig.OPENING);
        packets.addAll(Collections.nCopies(20, "x"));
        TickingPeer peer = new TickingPeer(rig, Duration.ofMinutes(19), packets);
        assertThat(peer.run()).isEqualTo(Session.FAILED);
        assertThat(peer.transcript()).endsWith("354 go ahead\r\n451 timeout (#4.4.2)\r\n");
        assertThat(peer.left()).isEqualTo(17);
    }

    @Test
    void aSlowMessageThatMakesProgressIsTaken() {
        List<String> packets = new ArrayList<>(Rig.OPENING);
        packets.addAll(Collections.nCopies(20, "x".repeat(1500)));
        packets.add("\r\n.\r\nQUIT\r\n");
        TickingPeer peer = new TickingPeer(rig, Duration.ofMinutes(13), packets);
        assertThat(peer.run()).isEqualTo(Session.DONE);
        assertThat(rig.recording.messages()).hasSize(1);
    }

    @Test
    void aCommandLineMustMakeProgress() {
        TickingPeer peer = new TickingPeer(rig, Duration.ofMinutes(19), Collections.nCopies(20, "x"));
        assertThat(peer.run()).isEqualTo(Session.FAILED);
        assertThat(peer.transcript()).isEqualTo(Rig.GREETING + "451 timeout (#4.4.2)\r\n");
    }

    @Test
    void anIdleClientMayTakeItsTimeBeforeEachCommand() {
        TickingPeer peer = new TickingPeer(rig, Duration.ofMinutes(19), Collections.nCopies(20, "NOOP\r\n"));
        peer.run();
        assertThat(peer.transcript()).isEqualTo(Rig.GREETING + "250 ok\r\n".repeat(20));
    }

    private static String[] transaction(String text) {
        return new String[] {"MAIL FROM:<a@b>\r\nRCPT TO:<user@example.org>\r\nDATA\r\n", text, ".\r\n"};
    }

    private static SmtpdLimits limits(int header, int bad, Duration time, int progress) {
        return new SmtpdLimits(Command.LONGEST_LINE, header, SmtpdLimits.FAILED_LOGINS, bad, time, progress);
    }

    /** A client that lets time pass before each packet. */
    private static final class TickingPeer {
        private final Rig rig;
        private final ScriptedPeer peer;

        TickingPeer(Rig rig, Duration before, List<String> packets) {
            this.rig = rig;
            this.peer = new ScriptedPeer(packets).before(() -> rig.now = rig.now.plus(before));
        }

        int run() {
            return rig.run(peer);
        }

        String transcript() {
            return peer.transcript();
        }

        int left() {
            return peer.left();
        }
    }
}
