package eqmail.dkim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.bytes.ByteInput;
import eqmail.bytes.Latin1;
import eqmail.dns.Answer;
import eqmail.dns.FakeResolver;
import eqmail.fs.MemoryBody;
import java.io.IOException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import testkit.Fuzz;

/** Each rule of RFC 6376 6 with a signature that is right but for one thing. */
class VerifierTest {
    private static final long NOW = 1_700_000_000;
    private static final String MESSAGE = "From: joe@example.org\nSubject: s\n\nbody\n";
    private static final String NAME = "s1._domainkey.example.org";

    private static KeyPair pair;
    private static String published;

    @BeforeAll
    static void makeKey() throws Exception {
        pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        published = KeyText.published(Algorithm.ED25519_SHA256, pair.getPublic());
    }

    /** A signature made by hand: {@code tags} with bh= and b= added. */
    private static String signed(String tags, String message) throws Exception {
        BodyHash hash = new BodyHash(Canon.SIMPLE);
        byte[] body = Latin1.bytes(message.substring(message.indexOf("\n\n") + 2));
        hash.update(body, 0, body.length);
        String field = "DKIM-Signature: " + tags + " bh=" + Base64.getEncoder().encodeToString(hash.finish()) + "; b=";
        HeaderBlock header =
                HeaderBlock.read(new ByteInput(MemoryBody.of(message).open()));
        byte[] text = header.signedText(Canon.SIMPLE, names(tags), HeaderBlock.Field.above(field), field);
        byte[] value = Algorithm.ED25519_SHA256.sign(pair.getPrivate(), text);
        return field + Base64.getEncoder().encodeToString(value) + "\n" + message;
    }

    private static List<String> names(String tags) {
        int from = tags.indexOf("h=") + 2;
        return Arrays.asList(tags.substring(from, tags.indexOf(';', from)).split(":"));
    }

    private static String tags(String more) {
        return "v=1; a=ed25519-sha256; d=example.org; s=s1; h=from:subject; " + more;
    }

    private static FakeResolver zone(String more) {
        return Specimens.key(NAME, "v=DKIM1; k=ed25519; " + more + "p=" + published);
    }

    private static Finding one(FakeResolver zone, String text) throws Exception {
        List<Finding> findings = Specimens.verify(zone, text, NOW);
        assertThat(findings).hasSize(1);
        return findings.getFirst();
    }

    private static String told(FakeResolver zone, String text) throws Exception {
        Finding finding = one(zone, text);
        return (finding.result().word() + " " + finding.comment()).strip();
    }

    @Test
    void passesARightOne() throws Exception {
        Finding finding = one(zone(""), signed(tags(""), MESSAGE));
        assertThat(finding.result()).isEqualTo(Finding.Result.PASS);
        assertThat(finding.identity()).isEqualTo("@example.org");
        assertThat(finding.start()).hasSize(8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "v=1;                ! v=2;                     ! permerror unknown version",
                "v=1;                ! ''                       ! pass",
                "a=ed25519-sha256;   ! a=rsa-sha1;              ! permerror rsa-sha1 is not accepted",
                "a=ed25519-sha256;   ! a=rsa-sha512;            ! permerror unknown algorithm",
                "a=ed25519-sha256;   ! a=rsa-sha256;            ! permerror key of another algorithm",
                "a=ed25519-sha256;   ! ''                       ! permerror required tag missing",
                "d=example.org;      ! ''                       ! permerror required tag missing",
                "d=example.org;      ! d=exa/mple.org;          ! permerror malformed domain or selector",
                "d=example.org;      ! d=;                      ! permerror malformed domain or selector",
                "s=s1;               ! ''                       ! permerror required tag missing",
                "s=s1;               ! s=../x;                  ! permerror malformed domain or selector",
                "s=s1;               ! s=s2;                    ! permerror no key",
                "h=from:subject;     ! h=subject;               ! permerror From is not signed",
                "h=from:subject;     ! h=from::subject;         ! permerror malformed signature",
                "h=from:subject;     ! h=from:subject:missing;  ! pass",
                "h=from:subject;     ! h=from:subject:dkim-signature; ! pass",
                "s=s1;               ! s=s1; c=simple/simple;   ! pass",
                "s=s1;               ! s=s1; c=nowsp;           ! permerror unknown canonicalization",
                "s=s1;               ! s=s1; c=simple/simple/simple; ! permerror unknown canonicalization",
                "s=s1;               ! s=s1; q=http;            ! permerror unknown query method",
                "s=s1;               ! s=s1; q=http:dns/txt;    ! pass",
                "s=s1;               ! s=s1; i=@sub.example.org; ! pass",
                "s=s1;               ! s=s1; i=@example.com;    ! permerror identity is not in the domain",
                "s=s1;               ! s=s1; i=@notexample.org; ! permerror identity is not in the domain",
                "s=s1;               ! s=s1; i=joe;             ! permerror identity is not in the domain",
                "s=s1;               ! s=s1; t=1700000001;      ! pass",
                "s=s1;               ! s=s1; x=1700000000;      ! pass",
                "s=s1;               ! s=s1; x=1699999999;      ! permerror expired",
                "s=s1;               ! s=s1; t=5; x=5;          ! permerror expires before it was made",
                "s=s1;               ! s=s1; x=later;           ! permerror malformed signature",
                "s=s1;               ! s=s1; x=99999999999999999999; ! pass",
                "s=s1;               ! s=s1; l=6;               ! pass",
                "s=s1;               ! s=s1; l=7;               ! fail body is shorter than was signed",
                "s=s1;               ! s=s1; l=5;               ! fail body hash did not verify",
                "s=s1;               ! s=s1; l=-1;              ! permerror malformed signature",
                "s=s1;               ! s=s1; z=From:x|Subject:y; ! pass",
                "s=s1;               ! s=s1; unknown=1;         ! pass",
                "s=s1;               ! s=s1; s=s1;              ! permerror repeated tag",
                "s=s1;               ! s=s1; nothing;           ! permerror malformed signature",
                "s=s1;               ! s=s1; ;                  ! permerror malformed signature",
                "s=s1;               ! s=s1; 1=2;               ! permerror malformed signature"
            })
    void judgesEachTag(String part, String instead, String wanted) throws Exception {
        assertThat(told(zone(""), signed(tags("").replace(part, instead), MESSAGE)))
                .isEqualTo(wanted);
    }

    @ParameterizedTest
    @CsvSource({
        "'v=DKIM1; k=ed25519; ', pass",
        "'k=ed25519; ', pass",
        "'v=DKIM2; k=ed25519; ', permerror unknown version of the key",
        "'k=ed25519; v=DKIM1; ', permerror unknown version of the key",
        "'k=rsa; ', permerror key of another algorithm",
        "'', permerror key of another algorithm",
        "'k=ed25519; h=sha256; ', pass",
        "'k=ed25519; h=sha1:SHA256:x; ', pass",
        "'k=ed25519; h=sha1; ', permerror key not for this hash",
        "'k=ed25519; s=*; ', pass",
        "'k=ed25519; s=tel:email; ', pass",
        "'k=ed25519; s=tel; ', permerror key not for mail",
        "'k=ed25519; t=y; ', pass test mode",
        "'k=ed25519; t=y:s; ', pass test mode",
        "'k=ed25519; g=nobody; n=note; x=y; ', pass",
        "'k=ed25519; t; ', permerror malformed signature"
    })
    void judgesEachTagOfTheKey(String record, String wanted) throws Exception {
        FakeResolver zone = Specimens.key(NAME, record + "p=" + published);
        assertThat(told(zone, signed(tags(""), MESSAGE))).isEqualTo(wanted);
    }

    @ParameterizedTest
    @CsvSource({"'p=', key revoked", "'', required tag missing", "'p=***', malformed key", "'p=AAAA', malformed key"})
    void refusesAKeyThatIsNone(String record, String comment) throws Exception {
        FakeResolver zone = Specimens.key(NAME, "k=ed25519; " + record);
        assertThat(told(zone, signed(tags(""), MESSAGE))).isEqualTo("permerror " + comment);
    }

    @Test
    void keepsSubdomainsOutWhereTheKeySaysSo() throws Exception {
        assertThat(told(zone("t=s; "), signed(tags("i=@sub.example.org;"), MESSAGE)))
                .isEqualTo("permerror key not for subdomains");
        assertThat(told(zone("t=s; "), signed(tags("i=a@EXAMPLE.org;"), MESSAGE)))
                .isEqualTo("pass");
    }

    @Test
    void tellsTroubleOfTheNameServerFromAMissingKey() throws Exception {
        String text = signed(tags(""), MESSAGE);
        FakeResolver silent = new FakeResolver().answer(NAME + " TXT", new Answer.Failed<>("timeout"));
        assertThat(told(silent, text)).isEqualTo("temperror key unavailable");
        FakeResolver empty = new FakeResolver().answer(NAME + " TXT", new Answer.NoData<>(60));
        assertThat(told(empty, text)).isEqualTo("permerror no key");
    }

    @Test
    void triesSeveralKeysButNotMany() throws Exception {
        String right = "k=ed25519; p=" + published;
        List<String> records = new ArrayList<>(List.of("k=rsa; p=", "v=spf1 -all", "k=ed25519; p=", right));
        String text = signed(tags(""), MESSAGE);
        assertThat(told(Specimens.key(NAME, records.toArray(String[]::new)), text))
                .isEqualTo("pass");
        records.addFirst("other text");
        assertThat(told(Specimens.key(NAME, records.toArray(String[]::new)), text))
                .startsWith("permerror");
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 768, 1023})
    void refusesShortRsaKeys(int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        KeyPair weak = generator.generateKeyPair();
        SigningKeys.Domain keys = new SigningKeys.Domain(
                "example.org",
                List.of(new SigningKey("s1", new KeyText.Secret(Algorithm.RSA_SHA256, weak.getPrivate()))));
        String fields = new Signer(InstantSource.fixed(Instant.ofEpochSecond(NOW)))
                .sign(MemoryBody.of(MESSAGE), keys, "@example.org");
        FakeResolver zone = Specimens.key(NAME, "p=" + KeyText.published(Algorithm.RSA_SHA256, weak.getPublic()));
        assertThat(told(zone, fields + MESSAGE)).isEqualTo("permerror key too short");
    }

    @Test
    void saysWhenTheEndOfTheBodyIsNotSigned() throws Exception {
        String text = signed(tags("l=6;"), MESSAGE);
        assertThat(told(zone(""), text + "more\n")).isEqualTo("pass the end of the body is not signed");
    }

    @Test
    void takesTheLowestFieldOfANameFirst() throws Exception {
        String text = signed(tags(""), MESSAGE);
        assertThat(told(zone(""), "Subject: above\n" + text)).isEqualTo("pass");
        assertThat(told(zone(""), text.replace("\n\nbody", "\nSubject: below\n\nbody")))
                .isEqualTo("fail signature did not verify");
    }

    @Test
    void judgesTheTopmostFiveAndAsksForNoOther() throws Exception {
        FakeResolver zone = zone("");
        String field = signed(tags(""), MESSAGE).lines().findFirst().orElseThrow() + "\n";
        List<Finding> findings = Specimens.verify(zone, field.repeat(7) + MESSAGE, NOW);
        assertThat(findings).hasSize(Verifier.MOST_SIGNATURES).allMatch(Finding::passed);
        assertThat(zone.questions()).hasSize(Verifier.MOST_SIGNATURES);
    }

    @Test
    void refusesASignatureFieldThatIsTooLong() throws Exception {
        String text = signed(tags(""), MESSAGE);
        String field = text.lines().findFirst().orElseThrow();
        String padding = " ".repeat(SignatureField.MOST_BYTES - field.length());
        assertThat(told(zone(""), field + padding + "\n" + MESSAGE)).isEqualTo("pass");
        assertThat(told(zone(""), field + padding + " \n" + MESSAGE)).isEqualTo("permerror signature too long");
    }

    @Test
    void refusesMoreTagsThanAnybodyNeeds() throws Exception {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < TagList.MOST_TAGS - 7; i++) {
            many.append("x").append(i).append("=1; ");
        }
        assertThat(told(zone(""), signed(tags(many.toString()), MESSAGE))).isEqualTo("pass");
        assertThat(told(zone(""), signed(tags(many + "y=1; "), MESSAGE))).isEqualTo("permerror too many tags");
    }

    @Test
    void saysThatAHeaderIsTooLong() throws Exception {
        String text = "A: " + "a".repeat(HeaderBlock.MOST_BYTES) + "\n" + signed(tags(""), MESSAGE);
        assertThat(told(zone(""), text)).isEqualTo("permerror header too long");
        assertThat(told(zone(""), "A:\n".repeat(HeaderBlock.MOST_FIELDS) + MESSAGE))
                .isEqualTo("permerror header too long");
    }

    @Test
    void readsABodyOnlyForASignature() throws Exception {
        String unsigned = MESSAGE + "x".repeat(200_000);
        Verifier verifier = new Verifier(zone(""), InstantSource.fixed(Instant.ofEpochSecond(NOW)));
        assertThat(verifier.verify(MemoryBody.broken(unsigned, 100_000))).isEmpty();
        assertThatThrownBy(() -> verifier.verify(MemoryBody.broken(signed(tags(""), unsigned), 100_000)))
                .isInstanceOf(IOException.class);
    }

    @Test
    void anyMessageCanBeJudged() throws Exception {
        String whole = signed(tags("i=a@example.org; l=4; x=1800000000;"), MESSAGE);
        Fuzz.rounds(2_000, random -> {
            String text = Fuzz.bent(random, whole);
            String key = Fuzz.bent(random, "v=DKIM1; k=ed25519; h=sha256; t=y:s; p=" + published);
            for (Finding finding : Specimens.verify(Specimens.key(NAME, key), text, NOW)) {
                assertThat(finding.comment()).matches("[a-zA-Z0-9=, -]*");
            }
        });
    }
}
