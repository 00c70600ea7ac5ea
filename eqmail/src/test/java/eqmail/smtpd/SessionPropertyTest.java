package eqmail.smtpd;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.auth.Backoff;
import eqmail.auth.Checker;
import eqmail.mail.BodyForm;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Seeded sessions: how packets are cut never matters, and no bytes whatever break a session. */
class SessionPropertyTest {
    /** With somebody who asks for passwords and likes none. */
    private static Rig rig(BodyForm form) {
        Rig rig = new Rig(form);
        Checker nobody = (claim, environment) -> Checker.Answer.REJECTED;
        rig.logins = new Logins(environment -> Optional.of(nobody), true, Backoff.NONE, () -> 1, time -> {});
        return rig;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void packetsDoNotMatter(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            // STARTTLS drops what came in the same packet, so there they do matter.
            String dialogue = Dialogues.commands(random, 30).replace("STARTTLS", "NOOP");
            Rig whole = rig(BodyForm.UNIX);
            String expected = whole.say(dialogue);
            Rig pieces = rig(random.nextBoolean() ? BodyForm.UNIX : BodyForm.WIRE);
            ScriptedPeer peer = new ScriptedPeer(Dialogues.cut(dialogue, random, 1 + random.nextInt(40)));
            pieces.run(peer);
            assertThat(peer.transcript()).isEqualTo(Rig.GREETING + expected);
            assertThat(pieces.log).isEqualTo(whole.log);
            assertThat(texts(pieces)).isEqualTo(texts(whole));
        }
    }

    private static List<String> texts(Rig rig) {
        return rig.recording.messages().stream()
                .map(m -> m.text() + m.envelopeBytes())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24})
    void everyReplyIsWellFormedWhateverIsSent(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            String sent = random.nextBoolean() ? Dialogues.commands(random, 40) : Dialogues.noise(random, 400);
            Rig rig = rig(BodyForm.UNIX);
            ScriptedPeer peer = new ScriptedPeer(Dialogues.cut(sent, random, 200));
            int exit = rig.run(peer);
            assertThat(exit).isIn(Session.DONE, Session.FAILED);
            assertThat(peer.transcript()).matches("(?:[2-5][0-9][0-9][ -][^\\r\\n]*\\r\\n)+");
            assertThat(rig.log).allMatch(line -> line.chars().allMatch(c -> c >= 32 && c != 127));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32})
    void noRecipientOutsideIsTakenFromAStranger(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            Rig rig = rig(BodyForm.UNIX);
            rig.say(Dialogues.commands(random, 40));
            assertThat(rig.recording.messages())
                    .allSatisfy(m -> assertThat(m.envelope().recipients())
                            .allSatisfy(r -> assertThat(r).matches("|[^@]*|.*@(example|mail\\.example)\\.org")));
        }
    }
}
