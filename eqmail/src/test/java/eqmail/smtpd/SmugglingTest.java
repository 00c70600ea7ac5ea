package eqmail.smtpd;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.mail.BodyForm;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing but CR LF dot CR LF ends a message, so none can hide a second one (SMTP smuggling). */
class SmugglingTest {
    private static final String SECOND =
            "MAIL FROM:<admin@bank.example>\r\nRCPT TO:<user@example.org>\r\nDATA\r\nsmuggled\r\n.\r\n";

    static Stream<String> falseEnds() {
        return Stream.of(
                "\n.\n",
                "\n.\r",
                "\r.\n",
                "\r.\r",
                "\n.\r\n",
                "\r\n.\n",
                "\r.\r\n",
                "\r\n.\r",
                "\n\n.\r\n",
                "\n.\n\n",
                "\r\n.\r\r\n",
                "\r\r\n.\r\r\n",
                "\r\n\0.\r\n",
                "\r\n.\0\r\n",
                "\r\n .\r\n",
                "\r\n. \r\n",
                "\r\n\u000b.\r\n",
                "\r\n\u0085.\r\n",
                "\n\r.\n\r",
                "\r\n.\t\r\n",
                "\r\n..\r\n",
                "\r\n.\r.\r\n",
                "\u2028.\u2028");
    }

    @ParameterizedTest
    @MethodSource("falseEnds")
    void aFalseEndHidesNoSecondMessage(String end) {
        for (BodyForm form : BodyForm.values()) {
            Rig rig = new Rig(form);
            ScriptedPeer peer = new ScriptedPeer(
                    String.join("", Rig.OPENING), "Subject: outer\r\n\r\nbody" + end.replace('\u2028', '?') + SECOND);
            rig.run(peer);
            String afterData = peer.answers().get(2);
            assertThat(afterData.lines().filter(l -> l.startsWith("250"))).hasSizeLessThanOrEqualTo(1);
            assertThat(afterData).doesNotContain("354");
            assertThat(rig.recording.messages()).allSatisfy(m -> {
                assertThat(m.envelope().sender()).isEqualTo("s@client.example");
                assertThat(m.text()).contains("admin@bank.example");
            });
        }
    }

    static Stream<String> bareLineFeeds() {
        return falseEnds().filter(end -> end.replace("\r\n", "").contains("\n"));
    }

    @ParameterizedTest
    @MethodSource("bareLineFeeds")
    void aBareLineFeedLosesTheWholeMessage(String end) {
        Rig rig = new Rig();
        ScriptedPeer peer = new ScriptedPeer(String.join("", Rig.OPENING), "body" + end + SECOND);
        assertThat(rig.run(peer)).isEqualTo(Session.FAILED);
        assertThat(rig.recording.messages()).isEmpty();
        assertThat(peer.transcript()).endsWith("451 See http://pobox.com/~djb/docs/smtplf.html.\r\n");
    }
}
