package eqmail.bfrmt;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.delivery.Replaceable;
import eqmail.dkim.SignedMessage;
import eqmail.fs.MemoryBody;
import eqmail.golden.Golden;
import eqmail.mail.Body;
import eqmail.mail.BodyForm;
import eqmail.mail.Verdict;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DkimSignTest {
    private static final String MESSAGE = "From: joe@example.org\nSubject: x\n\n.hello\n";

    @TempDir
    Path home;

    private final SignedMessage domain = SignedMessage.domain();
    private final List<String> log = new ArrayList<>();
    private long nanos;
    private DkimSign filter;

    @BeforeEach
    void layKeys() throws Exception {
        Golden.lay(home, "control/me", "me.example\n");
        Golden.lay(home, "etc/qdkim.conf", "DOSIGN=1\n");
        Golden.lay(home, "etc/dkimkeys/example.org/default", domain.pem());
        Golden.lay(home, "etc/dkimkeys/example.org/selector", "s1\n");
        filter = new DkimSign(home, Map.of(), InstantSource.fixed(SignedMessage.NOW), () -> nanos, log::add);
    }

    private Filter.Result apply(String sender, Body body) throws Exception {
        return filter.apply(new Outgoing("example.net", sender, List.of("r@example.net"), body));
    }

    private String signed(String sender, Body body) throws Exception {
        Filter.Result.Pass pass = (Filter.Result.Pass) apply(sender, body);
        try (InputStream in = pass.body().openUnix()) {
            return Latin1.string(in.readAllBytes());
        }
    }

    @Test
    void putsASignatureThatVerifiesBeforeTheMessageWhateverItsForm() throws Exception {
        for (Body body : List.of(
                MemoryBody.of(MESSAGE),
                MemoryBody.of(MESSAGE.replace("\n", "\r\n").replace("\r\n.", "\r\n.."), BodyForm.WIRE))) {
            String text = signed("joe@example.org", body);
            assertThat(text).startsWith("DKIM-Signature: ").endsWith("\n" + MESSAGE);
            assertThat(domain.verifier().verify(MemoryBody.of(text)))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.result().word()).isEqualTo("pass"));
        }
        assertThat(log)
                .hasSize(2)
                .allMatch("qmail-dkim: created DKIM signature for joe@example.org (example.org)"::equals);
    }

    @Test
    void leavesMessagesOfOtherDomainsAsTheyAre() throws Exception {
        assertThat(signed("joe@example.com", MemoryBody.of(MESSAGE))).isEqualTo(MESSAGE);
        assertThat(log).containsExactly("qmail-dkim: No DKIM key found for joe@example.com");
    }

    @Test
    void followsItsSettingsAfterASecond() throws Exception {
        Golden.lay(home, "etc/qdkim.conf", "DOSIGN=0\n");
        assertThat(signed("joe@example.org", MemoryBody.of(MESSAGE))).isEqualTo(MESSAGE);
        Files.delete(home.resolve("etc/qdkim.conf"));
        Golden.lay(home, "etc/qdkim.conf", "export DOSIGN=1\n");
        assertThat(signed("joe@example.org", MemoryBody.of(MESSAGE))).isEqualTo(MESSAGE);
        nanos += 1_000_000_001L;
        assertThat(signed("joe@example.org", MemoryBody.of(MESSAGE))).startsWith("DKIM-Signature: ");
    }

    @Test
    void putsMailOffWhileItsSettingsCannotBeUsed() throws Exception {
        Golden.lay(home, "etc/qdkim.conf", "DOSIGN=`date`\n");
        Filter.Result.Stop stop = (Filter.Result.Stop) apply("joe@example.org", MemoryBody.of(MESSAGE));
        assertThat(stop.verdict()).isInstanceOf(Verdict.Deferred.class);
        assertThat(stop.verdict().text())
                .startsWith("Filter bin/dkim-sign cannot work: ")
                .contains("qdkim.conf");
    }

    @Test
    void refusesASenderThatCanBeNobodys() throws Exception {
        Filter.Result.Stop stop = (Filter.Result.Stop) apply("joe@exa mple.org", MemoryBody.of(MESSAGE));
        assertThat(stop.verdict()).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void signsWhatFiltersBeforeItHaveMade() throws Exception {
        Replaceable programs = new Replaceable(home, home.resolve("image"));
        Map<String, String> environment = Map.of("PATH", "/usr/bin:/bin");
        try (RemoteFilters filters =
                        new RemoteFilters(home, programs, environment, Map.of(DkimSign.NAME, filter), log::add);
                RemoteFilters.Filtered filtered = filters.pass(
                        List.of(":sed s/hello/bye/", "bin/dkim-sign"),
                        new Outgoing("example.net", "joe@example.org", List.of("r@x"), MemoryBody.of(MESSAGE)))) {
            assertThat(domain.verifier().verify(filtered.body()))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.result().word()).isEqualTo("pass"));
            try (InputStream in = filtered.body().openUnix()) {
                assertThat(Latin1.string(in.readAllBytes())).endsWith("\n.bye\n");
            }
        }
    }
}
