package eqmail.smtpd;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.auth.Backoff;
import eqmail.control.ControlException;
import eqmail.mail.BodyForm;
import eqmail.queue.QueueResult;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rules of a session that no recorded case shows, or that differ from the original on purpose. */
class SessionTest {
    private static final String RCPT_REFUSED =
            "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)\r\n";

    private final Rig rig = new Rig();

    @Test
    void answersPipelinedCommandsInOneWrite() {
        ScriptedPeer peer = new ScriptedPeer(
                "HELO a\r\nMAIL FROM:<a@b>\r\nRCPT TO:<user@example.org>\r\nDATA\r\nx\r\n.\r\nQUIT\r\n");
        assertThat(rig.run(peer)).isEqualTo(Session.DONE);
        assertThat(peer.answers()).hasSize(2);
        assertThat(peer.answers().get(1))
                .startsWith("250 mail.example.org\r\n250 ok\r\n")
                .endsWith(Rig.BYE);
    }

    @Test
    void commandsMayEndInLfAlone() {
        assertThat(rig.say("NOOP\nQUIT\n")).isEqualTo("250 ok\r\n" + Rig.BYE);
    }

    @Test
    void aRecipientThatIsRefusedDoesNotEndTheTransaction() {
        assertThat(rig.say("MAIL FROM:<a@b>\r\nRCPT TO:<x@far.example>\r\nRCPT TO:<user@example.org>\r\n"))
                .isEqualTo("250 ok\r\n" + RCPT_REFUSED + "250 ok\r\n");
    }

    @Test
    void ehloOffersAuthWhereSomebodyCanLogIn() {
        rig.logins = new Logins(environment -> Optional.empty(), false, Backoff.NONE, () -> 0, Thread::sleep);
        assertThat(rig.say("EHLO x\r\n"))
                .isEqualTo("250-mail.example.org\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 0\r\n");
    }

    @Test
    void theSubmissionPortWantsAuthenticationWhateverRelayclientSays() {
        rig.env.putAll(Map.of("TCPLOCALPORT", "587", "RELAYCLIENT", ""));
        assertThat(rig.say("MAIL FROM:<a@b>\r\nRCPT TO:<a@b>\r\n"))
                .isEqualTo("530 Authorization required (#5.7.1) \r\n503 MAIL first (#5.5.1)\r\n");
        rig.env.put("SUBMISSIONPORT", "0587");
        assertThat(rig.say("MAIL FROM:<a@b>\r\n")).isEqualTo("250 ok\r\n");
    }

    @Test
    void authIsNotAvailable() {
        assertThat(rig.say("AUTH PLAIN x\r\n")).isEqualTo("503 auth not available (#5.3.3)\r\n");
        rig.env.put("TLSREQUIRED", "1");
        assertThat(rig.say("AUTH PLAIN x\r\n"))
                .isEqualTo("538 AUTH PLAIN/LOGIN not available without TLS (#5.3.3)\r\n");
        assertThat(rig.say("AUTH Cram-MD5\r\n")).isEqualTo("503 auth not available (#5.3.3)\r\n");
    }

    @Test
    void startTlsIsNotAvailableAndDropsWhatCameWithIt() {
        assertThat(rig.say("STARTTLS\r\nNOOP\r\n", "NOOP\r\n"))
                .isEqualTo("454 TLS missing certificate: control/servercert.pem: file does not exist (#4.3.0)\r\n"
                        + "250 ok\r\n");
        assertThat(rig.say("STARTTLS now\r\nRSET\r\n"))
                .isEqualTo("501 Syntax error (no parameters allowed) (#5.5.4)\r\n");
    }

    @Test
    void aClientThatExpectsTlsAtOnceIsToldInClear() {
        rig.env.put("SMTPS", "");
        ScriptedPeer peer = new ScriptedPeer();
        assertThat(rig.run(peer)).isEqualTo(Session.FAILED);
        assertThat(peer.transcript())
                .isEqualTo("454 TLS missing certificate: control/servercert.pem: file does not exist (#4.3.0)\r\n");
        assertThat(rig.log).containsExactly("qmail-smtpd: read failed: (null) from 192.0.2.7 to (null) helo (null)");
    }

    @Test
    void theFirstClaimOfANameCounts() {
        String send = "RCPT TO:<user@example.org>\r\nDATA\r\nx\r\n.\r\n";
        rig.say("MAIL FROM:<a@b> AUTH=first\r\n" + send + "MAIL FROM:<a@b> AUTH=second\r\n" + send);
        assertThat(rig.recording.messages())
                .hasSize(2)
                .allSatisfy(m -> assertThat(m.text()).contains("(first@192.0.2.7)"));
        assertThat(rig.env).containsEntry("TCPREMOTEINFO", "first");
    }

    @Test
    void aClaimBeforeASizeThatIsTooLargeCounts() {
        rig.dataBytes = 100;
        rig.say("MAIL FROM:<a@b> AUTH=joe SIZE=101\r\n");
        assertThat(rig.env).containsEntry("TCPREMOTEINFO", "joe");
    }

    @Test
    void anIdentAnswerGoesBeforeAnyClaim() {
        rig.env.put("TCPREMOTEINFO", "ident");
        rig.say("MAIL FROM:<a@b> AUTH=forged\r\n");
        assertThat(rig.env).containsEntry("TCPREMOTEINFO", "ident");
    }

    @Test
    void claimsOfStrangersCanBeSwitchedOff() {
        rig.mailAuthFromRelaysOnly = true;
        rig.say("MAIL FROM:<a@b> AUTH=forged\r\n");
        assertThat(rig.env).doesNotContainKey("TCPREMOTEINFO");
        rig.env.put("RELAYCLIENT", "");
        rig.say("MAIL FROM:<a@b> AUTH=joe\r\n");
        assertThat(rig.env).containsEntry("TCPREMOTEINFO", "joe");
    }

    @Test
    void thePeerCannotForgeLogLines() {
        rig.say("HELO x\u001b[2J\r\nMAIL FROM:<a\rb@c>\r\n");
        assertThat(rig.log).containsExactly("qmail-smtpd: read failed: a?b@c from 192.0.2.7 to a?b@c helo x?[2J");
    }

    @Test
    void eightBitAddressesReachQueueAndLogAsTheyCame() {
        rig.say("MAIL FROM:<j\u00f6@b>\r\nRCPT TO:<\u00fc@example.org>\r\nDATA\r\nx\r\n.\r\n");
        assertThat(rig.recording.messages().getFirst().envelopeBytes())
                .isEqualTo("Fj\u00f6@b\0T\u00fc@example.org\0\0");
        assertThat(rig.log.getFirst()).contains("message accepted: j\u00f6@b from");
    }

    @Test
    void childrenSeeWhoIsAskedAndHowOften() {
        rig.say("HELO me\r\nMAIL FROM:<a@b>\r\nRCPT TO:<x@far.example>\r\nRCPT TO:<user@example.org>\r\n");
        assertThat(rig.env)
                .containsEntry("SMTPHELOHOST", "me")
                .containsEntry("SMTPMAILFROM", "a@b")
                .containsEntry("SMTPRCPTTO", "user@example.org")
                .containsEntry("SMTPRCPTCOUNT", "0")
                .containsEntry("SMTPRCPTCOUNTALL", "2")
                .containsEntry("SMTPRCPTHOSTSOK", "1");
    }

    @Test
    void theQueueIsChosenAtTheFirstMessageAndKept() {
        int[] asked = {0};
        rig.queueChoice = environment -> {
            asked[0]++;
            assertThat(environment).containsKey("SMTPMAILFROM");
            return rig.recording;
        };
        String send = "MAIL FROM:<a@b>\r\nRCPT TO:<user@example.org>\r\nDATA\r\nx\r\n.\r\n";
        rig.say("NOOP\r\n", send, send);
        assertThat(asked[0]).isEqualTo(1);
        assertThat(rig.recording.messages()).hasSize(2);
    }

    @Test
    void settingsThatCannotBeReadAreNamedInTheLog() {
        rig.source = () -> {
            throw new ControlException("control/rcpthosts", "is a directory");
        };
        ScriptedPeer peer = new ScriptedPeer("HELO a\r\n");
        assertThat(rig.run(peer)).isEqualTo(Session.FAILED);
        assertThat(peer.transcript()).isEqualTo("421 unable to read controls (#4.3.0)\r\n");
        assertThat(rig.log)
                .containsExactly(
                        "qmail-smtpd: control/rcpthosts: is a directory",
                        "qmail-smtpd: unable to read controls: (null) from 192.0.2.7 to (null) helo (null)");
    }

    @Test
    void ourAddressesThatCannotBeFoundEndTheSession() {
        rig.own = () -> {
            throw new IOException("no interfaces");
        };
        assertThat(rig.say("MAIL FROM:<a@b>\r\n", "RCPT TO:<joe@[192.0.2.1]>\r\nNOOP\r\n"))
                .isEqualTo("250 ok\r\n421 unable to figure out my IP addresses (#4.3.0)\r\n");
        assertThat(rig.log)
                .singleElement()
                .asString()
                .startsWith("qmail-smtpd: unable to figure out my IP addresses: ");
    }

    @Test
    void aFullDiskIsTheClientsTurnToTryAgain() {
        rig.queue = new RecordingQueue(BodyForm.WIRE, rig.env, QueueResult.ofExit(53));
        assertThat(rig.say("MAIL FROM:<a@b>\r\nRCPT TO:<user@example.org>\r\nDATA\r\nx\r\n.\r\nNOOP\r\n"))
                .endsWith("354 go ahead\r\n451 qq write error or disk full (#4.3.0)\r\n250 ok\r\n");
        assertThat(rig.log.getFirst())
                .startsWith("qmail-smtpd: message delayed (qq write error or disk full (#4.3.0)): ");
    }

    @Test
    void aQueueThatCannotStartIsToldBeforeTheMessage() {
        rig.recording.thatCannotStart(new IOException("no processes left"));
        assertThat(rig.say("MAIL FROM:<a@b>\r\nRCPT TO:<user@example.org>\r\nDATA\r\nNOOP\r\nDATA\r\n"))
                .endsWith("451 qqt failure (#4.3.0)\r\n250 ok\r\n503 MAIL first (#5.5.1)\r\n");
        assertThat(rig.log.getFirst()).isEqualTo("qmail-smtpd: unable to start the queue: no processes left");
    }

    @Test
    void aRefusedMessageIsNeverCommitted() {
        rig.dataBytes = 3;
        assertThat(rig.say("MAIL FROM:<a@b>\r\nRCPT TO:<user@example.org>\r\nDATA\r\nxyz\r\n.\r\nNOOP\r\n"))
                .endsWith("552 sorry, that message size exceeds my databytes limit (#5.3.4)\r\n250 ok\r\n");
        assertThat(rig.recording.messages()).isEmpty();
        assertThat(rig.recording.abandoned()).isEqualTo(1);
    }

    @Test
    void aBareLfEndsTheSessionAndDropsWhatFollows() {
        ScriptedPeer peer = new ScriptedPeer(
                "MAIL FROM:<a@b>\r\nRCPT TO:<user@example.org>\r\nDATA\r\nx\ny\r\n.\r\nMAIL FROM:<c@d>\r\n");
        assertThat(rig.run(peer)).isEqualTo(Session.FAILED);
        assertThat(peer.transcript()).endsWith("354 go ahead\r\n451 See http://pobox.com/~djb/docs/smtplf.html.\r\n");
        assertThat(rig.recording.messages()).isEmpty();
    }

    @Test
    void bothFormsOfTheQueueGetTheSameText() {
        Rig wire = new Rig(BodyForm.WIRE);
        for (Rig each : List.of(rig, wire)) {
            each.say(
                    "MAIL FROM:<a@b>\r\nRCPT TO:<user@example.org>\r\nDATA\r\n",
                    "A: b\r\n\r\n..dot\r\n.x\r\nbare\rcr\r\n.\r\n");
        }
        assertThat(wire.recording.messages().getFirst().text())
                .isEqualTo(rig.recording.messages().getFirst().text())
                .endsWith("\nA: b\n\n.dot\nx\nbare\rcr\n");
    }
}
