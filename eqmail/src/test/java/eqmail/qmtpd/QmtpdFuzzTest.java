package eqmail.qmtpd;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.control.RcptHosts;
import eqmail.mail.BodyForm;
import eqmail.queue.FakeQueue;
import eqmail.queue.GoldenReceiver;
import eqmail.smtpd.ScriptedPeer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import testkit.Fuzz;

class QmtpdFuzzTest {
    private static final String GOOD = "3:\nx\n,11:s@c.example,20:16:user@example.org,,";
    private static final String TWO = "8:\ra\r\nb\r\n,0:,34:13:a@example.org,13:b@example.org,,";

    @Test
    void whateverComesTheSessionEndsAndOnlyWholePackagesAreQueued() {
        Fuzz.rounds(2000, random -> {
            FakeQueue queue = new FakeQueue(0, BodyForm.UNIX);
            RcptHosts hosts = new RcptHosts(Optional.of(List.of("example.org")), key -> false);
            ScriptedPeer client =
                    new ScriptedPeer(Fuzz.bent(random, GOOD, TWO, GOOD + GOOD), Fuzz.bent(random, TWO, "", GOOD));
            Session session =
                    new Session(client, Map.of(), () -> new QmtpdControls(hosts, 100, 3), GoldenReceiver.host(queue));
            assertThat(session.run()).isIn(Session.DONE, Session.MALFORMED, Session.TEMPORARY);
            long accepted = queue.queued().stream()
                    .mapToInt(each -> each.envelope().recipients().size())
                    .sum();
            // Each recipient that got the message has its answer, unless the connection ended first.
            assertThat(client.transcript().split("Kok ", -1).length - 1L).isLessThanOrEqualTo(accepted);
            assertThat(queue.queued())
                    .allMatch(each -> each.envelope().recipients().stream()
                            .allMatch(to -> to.indexOf('@') < 0
                                    || to.toLowerCase(Locale.ROOT).endsWith("@example.org")));
        });
    }
}
