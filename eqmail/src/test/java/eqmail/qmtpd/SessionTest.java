package eqmail.qmtpd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.bytes.Netstrings;
import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.control.RcptHosts;
import eqmail.mail.BodyForm;
import eqmail.queue.FakeQueue;
import eqmail.queue.GoldenReceiver;
import eqmail.queue.MailQueue;
import eqmail.smtpd.ScriptedPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionTest {
    private static final String GOOD = Netstrings.of("\nx\n") + Netstrings.of("s@c.example");
    private static final String ACCEPTED = "22:Kok 1795342830 qp 4711,";

    private final FakeQueue queue = new FakeQueue(0, BodyForm.UNIX);
    private final Map<String, String> environment = new HashMap<>();
    private QmtpdControls controls = new QmtpdControls(open("example.org"), 0, 3);
    private String said = "";

    private static RcptHosts open(String... hosts) {
        return new RcptHosts(Optional.of(List.of(hosts)), key -> false);
    }

    private int run(String... packets) {
        return run(queue, packets);
    }

    private int run(MailQueue into, String... packets) {
        ScriptedPeer client = new ScriptedPeer(packets);
        int exit = new Session(client, environment, () -> controls, GoldenReceiver.host(into)).run();
        said = client.transcript();
        return exit;
    }

    private static String to(String... recipients) {
        StringBuilder list = new StringBuilder();
        for (String each : recipients) {
            list.append(Netstrings.of(each));
        }
        return Netstrings.of(list.toString());
    }

    @Test
    void recipientsPastTheLimitAreToldToComeLaterAndTheOthersGetTheMessage() {
        assertThat(run(GOOD + to("a@example.org", "b@example.org", "c@example.org", "d@example.org", "e@example.org")))
                .isEqualTo(Session.DONE);
        String later = Netstrings.of("Zsorry, too many recipients (#4.5.3)");
        assertThat(said).isEqualTo(ACCEPTED.repeat(3) + later.repeat(2));
        assertThat(queue.queued().getFirst().envelope().recipients()).hasSize(3);
    }

    @Test
    void aRecipientHasRoomForRelayClientToo() {
        environment.put("RELAYCLIENT", "@gw");
        assertThat(run(GOOD + to("u".repeat(996), "u".repeat(997)))).isEqualTo(Session.DONE);
        assertThat(said).isEqualTo(ACCEPTED + Netstrings.of("Dsorry, I can't handle that recipient (#5.1.3)"));
        assertThat(queue.queued().getFirst().envelope().recipients()).containsExactly("u".repeat(996) + "@gw");
    }

    @Test
    void theNameOfTheHostMustBeReadableIfItIsThere(@TempDir Path home) throws Exception {
        assertThat(QmtpdControls.load(new Control(home)).dataBytes()).isZero();
        Files.createDirectories(home.resolve("control/me"));
        assertThatThrownBy(() -> QmtpdControls.load(new Control(home))).isInstanceOf(ControlException.class);
    }

    @Test
    void aLengthWithoutDigitsIsZero() {
        assertThat(run(Netstrings.of("\nx\n") + ":," + to("a@example.org"))).isEqualTo(Session.DONE);
        assertThat(queue.queued().getFirst().envelope().sender()).isEmpty();
        assertThat(run(":,")).isEqualTo(Session.MALFORMED);
    }

    @Test
    void aRefusedDomainIsWorseThanANul() {
        run(GOOD + to("a\0@other.example", "a\0@example.org"));
        assertThat(said)
                .isEqualTo(Netstrings.of("Dsorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)")
                        + Netstrings.of("Dsorry, I can't handle that recipient (#5.1.3)"));
        assertThat(queue.queued()).isEmpty();
    }

    @Test
    void aListBeyondAllMeasureIsNotBegunWith() {
        assertThat(run(GOOD + (Recipients.MOST_BYTES + 1) + ":")).isEqualTo(Session.TEMPORARY);
        assertThat(run(GOOD + Recipients.MOST_BYTES + ":1:a,")).isEqualTo(Session.DONE);
        assertThat(queue.queued()).isEmpty();
    }

    @Test
    void sizesBeyondAllMeasureAreOurTroubleAndOddOnesTheirs() {
        assertThat(run("2000000010:\n")).isEqualTo(Session.TEMPORARY);
        assertThat(run("2000000009:\nx")).isEqualTo(Session.DONE);
        assertThat(run("3x:\n")).isEqualTo(Session.MALFORMED);
        assertThat(run(":\n")).isEqualTo(Session.MALFORMED);
        assertThat(run("-1:\n")).isEqualTo(Session.MALFORMED);
        assertThat(queue.queued()).isEmpty();
    }

    @Test
    void crIsTextUnlessLfFollowsAlsoAcrossPackets() {
        run("11:\ra\r", "\nb\r", "c\r\r\n\r,0:," + to("u@example.org"));
        assertThat(queue.queued().getFirst().message()).endsWith("\na\nb\rc\r\n\r");
    }

    @Test
    void theSizeLimitIsForBytesAsTheyAreKept() {
        controls = new QmtpdControls(open("example.org"), 4, 3);
        run("7:\rabc\r\n\r,0:," + to("u@example.org"));
        assertThat(said).startsWith("61:Dsorry, that message size exceeds my databytes limit (#5.3.4),");
        run("6:\rabc\r\n,0:," + to("u@example.org"));
        assertThat(said).isEqualTo(ACCEPTED);
        environment.put("DATABYTES", "3");
        run("5:\nabcd,0:," + to("u@example.org"));
        assertThat(said).startsWith("61:Dsorry");
        assertThat(queue.queued()).hasSize(1);
    }

    @Test
    void aSilentClientEndsTheSessionAndNothingIsQueued() {
        assertThat(run(GOOD, ScriptedPeer.SILENCE)).isEqualTo(Session.TEMPORARY);
        assertThat(queue.queued()).isEmpty();
    }

    @Test
    void troubleOfOursIsTemporary() {
        assertThat(run(
                        origin -> {
                            throw new IOException("no processes");
                        },
                        GOOD))
                .isEqualTo(Session.TEMPORARY);
        controls = new QmtpdControls(
                new RcptHosts(Optional.of(List.of()), key -> {
                    throw new ControlException("control/morercpthosts.cdb", "cut short");
                }),
                0,
                3);
        assertThat(run(GOOD + to("a@b.example"))).isEqualTo(Session.TEMPORARY);
        assertThat(queue.queued()).isEmpty();
    }
}
