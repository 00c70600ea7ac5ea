package eqmail.doctor;

import static eqmail.doctor.Patient.told;
import static org.assertj.core.api.Assertions.assertThat;

import eqmail.dkim.MkDkimKey;
import eqmail.dns.Answer;
import eqmail.dns.FakeResolver;
import eqmail.spf.SpfChecker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SPF, DKIM and DMARC: what others believe of mail from here. */
class MailAuthenticationTest {
    @TempDir
    Path home;

    private final FakeResolver dns = new FakeResolver();
    private Patient patient = new Patient(Path.of(""));

    @BeforeEach
    void name() throws IOException {
        patient = new Patient(home)
                .with("control/me", "mail.example.org\n")
                .with("control/locals", "example.org\nlocalhost\n")
                .with("control/rcpthosts", "example.org\nbackup.example\n");
        dns.address("mail.example.org", "192.0.2.1", "2001:db8::1");
    }

    private void txt(String name, String... texts) {
        dns.answer(name + " TXT", new Answer.Found<>(List.of(texts), 60));
    }

    private Check senderPolicy() {
        SpfChecker spf = new SpfChecker(dns, () -> 0, InstantSource.fixed(Instant.EPOCH), "");
        return new SenderPolicy(patient.control(), dns, spf);
    }

    private Check signatures() {
        return new Signatures(patient.control(), dns, Optional.empty());
    }

    private Check dmarc() {
        return new Dmarc(patient.control(), dns);
    }

    @Test
    void everyAddressIsPermittedByEveryDomainThatPeopleWriteAs() throws Exception {
        patient.with("control/virtualdomains", "example.net:ann\n");
        txt("example.org", "v=spf1 a:mail.example.org -all");
        txt("mail.example.org", "v=spf1 ip4:192.0.2.1 -all");
        txt("example.net", "v=spf1 include:example.org ?all");
        assertThat(told(senderPolicy()))
                .containsExactly(
                        "OK example.net permits 192.0.2.1, 2001:db8::1",
                        "OK example.org permits 192.0.2.1, 2001:db8::1",
                        "FAIL mail.example.org does not permit 2001:db8::1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v=spf1 -all      | FAIL example.org does not permit 192.0.2.1",
                "v=spf1 ~all      | WARN example.org permits 192.0.2.1 only by half: ~all",
                "v=spf1 ?all      | WARN example.org permits 192.0.2.1 only by half: ?all",
                "v=spf1 foo -all  | FAIL record of the domain of postmaster@example.org is unusable: ",
                "hello            | WARN example.org has none, so anybody may write as it",
            })
    void saysWhatOthersThinkOfUs(String record, String finding) throws Exception {
        txt("example.org", record);
        assertThat(told(senderPolicy()).getFirst()).startsWith(finding);
    }

    @Test
    void tellsWhichRecordIsMissing() throws Exception {
        assertThat(senderPolicy().look())
                .extracting(Finding::mend)
                .containsExactly(
                        "add the record: example.org. TXT \"v=spf1 a:mail.example.org -all\"",
                        "add the record: mail.example.org. TXT \"v=spf1 a -all\"");
        assertThat(dmarc().look())
                .extracting(Finding::mend)
                .contains("add the record: _dmarc.example.org. TXT"
                        + " \"v=DMARC1; p=none; rua=mailto:postmaster@example.org\"");
    }

    @Test
    void aRelayHasAddressesOfItsOwn() throws Exception {
        patient.with("control/smtproutes", ":relay.example.net\n");
        txt("example.org", "v=spf1 include:relay.example.net -all");
        txt("relay.example.net", "v=spf1 -all");
        assertThat(told(senderPolicy()))
                .contains(
                        "OK example.org has one; mail leaves by relay.example.net, which it must permit",
                        "WARN mail.example.org has none, so anybody may write as it");
    }

    @Test
    void withoutAddressNobodyCanBeAsked() throws Exception {
        patient.with("control/me", "other.example.org\n");
        assertThat(told(senderPolicy())).containsExactly("WARN no address of this host to ask about");
    }

    /** Makes a key; gives the text that mkdkimkey tells people to publish. */
    private String key(String domain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new MkDkimKey(home, out).run(List.of("-e", "-s", "s1", domain));
        String text = out.toString(StandardCharsets.ISO_8859_1);
        return text.substring(text.indexOf('"') + 1, text.lastIndexOf('"'));
    }

    private void sign() throws IOException {
        patient.with("etc/qdkim.conf", "DOSIGN=1\n").with("control/remotefilters", "bin/dkim-sign\n");
    }

    @Test
    void theKeyThatSignsIsPublished() throws Exception {
        sign();
        txt("s1._domainkey.example.org", key("example.org"));
        assertThat(told(signatures())).containsExactly("OK s1._domainkey.example.org is published");
    }

    @Test
    void aKeyThatSignsAndIsNotPublishedFails() throws Exception {
        sign();
        key("example.org");
        assertThat(told(signatures()))
                .containsExactly("FAIL s1._domainkey.example.org does not prove our signatures: there is no record");
        txt("s1._domainkey.example.org", key("example.net"));
        assertThat(told(signatures()))
                .containsExactly(
                        "FAIL s1._domainkey.example.org does not prove our signatures: it is that of another key");
        dns.answer("s1._domainkey.example.org TXT", new Answer.Failed<>("SERVFAIL"));
        assertThat(told(signatures()))
                .containsExactly("WARN no name server tells the record s1._domainkey.example.org");
    }

    @Test
    void theServerMayReadTheKey() throws Exception {
        sign();
        txt("s1._domainkey.example.org", key("example.org"));
        Files.setPosixFilePermissions(home.resolve("etc"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Signatures signatures =
                new Signatures(patient.control(), dns, Optional.of(new ServerAccount("qmails", 54_321, 54_321)));
        assertThat(told(signatures))
                .containsExactly(
                        "FAIL " + home.toRealPath() + "/etc/dkimkeys/example.org cannot be read by qmails, who signs",
                        "OK s1._domainkey.example.org is published");
    }

    @Test
    void keysThatNothingUsesAreNoFault() throws Exception {
        key("example.org");
        assertThat(told(signatures()))
                .containsExactly(
                        "WARN s1._domainkey.example.org does not prove our signatures: there is no record",
                        "WARN there are keys, but nothing signs with them");
        patient.with("etc/qdkim.conf", "DOSIGN=1\n").with("control/beforemote", ". qmail-dkim\n");
        assertThat(told(signatures())).singleElement().asString().startsWith("FAIL ");
    }

    @Test
    void speaksOfDomainsWithoutKeyAndOfKeysThatAreNone() throws Exception {
        patient.with("etc/dkimkeys/example.org/default", "nothing\n");
        patient.with("control/virtualdomains", "example.net:ann\n");
        assertThat(told(signatures()))
                .hasSize(3)
                .anyMatch(line -> line.startsWith("FAIL key ") && line.endsWith("no private key without passphrase"))
                .contains("WARN nothing signs for example.net");
    }

    @Test
    void thePolicyMayBeThatOfADomainAbove() throws Exception {
        txt("_dmarc.example.org", "other text", "v=DMARC1; p=quarantine");
        assertThat(told(dmarc()))
                .containsExactly("OK example.org has p=quarantine", "OK mail.example.org has p=quarantine");
    }

    @Test
    void aPolicyIsThereOnceAndMeansSomething() throws Exception {
        assertThat(told(dmarc())).containsExactly("WARN example.org has none", "WARN mail.example.org has none");
        txt("_dmarc.example.org", "v=DMARC1; p=some");
        txt("_dmarc.mail.example.org", "v=DMARC1; p=none", "v=DMARC1; p=reject");
        assertThat(told(dmarc()))
                .containsExactly(
                        "WARN that of _dmarc.example.org means nothing: p cannot be some",
                        "WARN _dmarc.mail.example.org has 2, so none counts");
        dns.answer("_dmarc.example.org TXT", new Answer.Failed<>("SERVFAIL"));
        assertThat(told(dmarc())).contains("WARN no name server tells the record _dmarc.example.org");
    }
}
