package eqmail.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.dns.FakeResolver;
import eqmail.fs.MemoryBody;
import eqmail.mail.Body;
import eqmail.mail.BodyForm;
import java.io.IOException;
import java.io.InputStream;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignerTest {
    private static final long NOW = 1_700_000_000;
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(NOW));
    private static final String MESSAGE = """
        From: Joe <joe@example.org>
        To: x@example.net
        Subject: a
         folded  one
        Date: Wed, 15 Nov 2023 00:00:00 +0000
        X-Other: not signed

        Hello,
        .a dot
        """;

    private static KeyPair rsa;
    private static KeyPair edwards;

    @BeforeAll
    static void makeKeys() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        rsa = generator.generateKeyPair();
        edwards = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }

    private static SigningKeys.Domain keys() {
        return new SigningKeys.Domain(
                "example.org",
                List.of(
                        new SigningKey("one", new KeyText.Secret(Algorithm.RSA_SHA256, rsa.getPrivate())),
                        new SigningKey("two", new KeyText.Secret(Algorithm.ED25519_SHA256, edwards.getPrivate()))));
    }

    private static FakeResolver zone() {
        String first = "v=DKIM1; k=rsa; p=" + KeyText.published(Algorithm.RSA_SHA256, rsa.getPublic());
        String second = "v=DKIM1; k=ed25519; p=" + KeyText.published(Algorithm.ED25519_SHA256, edwards.getPublic());
        return Specimens.key("one._domainkey.example.org", first)
                .answer("two._domainkey.example.org TXT", new eqmail.dns.Answer.Found<>(List.of(second), 60));
    }

    private static String signed(Body message) throws IOException {
        return new Signer(CLOCK).sign(message, keys(), "joe@example.org");
    }

    private static List<Finding> verify(String text) throws Exception {
        return Specimens.verify(zone(), text, NOW);
    }

    @Test
    void signsWithEveryKeyOfTheDomain() throws Exception {
        List<Finding> findings = verify(signed(MemoryBody.of(MESSAGE)) + MESSAGE);
        assertThat(findings).hasSize(2).allMatch(Finding::passed);
        assertThat(findings).extracting(Finding::algorithm).containsExactly("rsa-sha256", "ed25519-sha256");
        assertThat(findings).extracting(Finding::identity).containsOnly("joe@example.org");
    }

    @Test
    void signsWhatTheWireCarries() throws Exception {
        String wire = MESSAGE.replace("\n.", "\n..").replace("\n", "\r\n");
        assertThat(verify(signed(MemoryBody.of(wire, BodyForm.WIRE)) + MESSAGE)).allMatch(Finding::passed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "\n", "Subject: no body", "Subject: no end\n\nbody", "\n\n\nbody", "no field\n\nbody\n"})
    void signsAnyMessage(String message) throws Exception {
        assertThat(verify(signed(MemoryBody.of(message)) + message)).hasSize(2).allMatch(Finding::passed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: Eve <eve@example.com>\n",
                "Subject: b\n",
                "To: y@example.com\n",
                "Reply-To: e@x.y\n",
                "Cc: a\n"
            })
    void letsNobodyAddAFieldThatReadersSee(String field) throws Exception {
        String text = signed(MemoryBody.of(MESSAGE)) + MESSAGE;
        assertThat(verify(field + text)).extracting(Finding::result).containsOnly(Finding.Result.FAIL);
    }

    @Test
    void letsRelaysAddWhatTheyAdd() throws Exception {
        String text = "Received: from here by there\nReturn-Path: <x>\nMessage-ID: <1@relay>\nMIME-Version: 1.0\n"
                + signed(MemoryBody.of(MESSAGE))
                + MESSAGE;
        assertThat(verify(text)).allMatch(Finding::passed);
    }

    @Test
    void noticesAChangedBodyAndAChangedHeader() throws Exception {
        String text = signed(MemoryBody.of(MESSAGE)) + MESSAGE;
        assertThat(verify(text.replace("Hello", "Hullo")))
                .extracting(Finding::comment)
                .containsOnly("body hash did not verify");
        assertThat(verify(text.replace("folded", "Folded")))
                .extracting(Finding::comment)
                .containsOnly("signature did not verify");
        assertThat(verify(text.replace("folded  one", "folded\n\tone  "))).allMatch(Finding::passed);
    }

    @Test
    void writesShortLinesAndNoLength() throws Exception {
        String many = "List-Id: x\nSender: y@example.org\nReferences: <a@b>\nIn-Reply-To: <a@b>\n" + MESSAGE;
        String fields = signed(MemoryBody.of(many));
        assertThat(fields.lines()).allMatch(line -> line.length() <= 78);
        assertThat(fields)
                .doesNotContain(" l=")
                .contains("x=" + (NOW + Duration.ofDays(7).toSeconds()));
    }

    @Test
    void signsForEverWhereNoLifeIsSet() throws Exception {
        SigningStyle style = new SigningStyle(Canon.SIMPLE, Canon.SIMPLE, Optional.empty());
        String fields = new Signer(CLOCK, style).sign(MemoryBody.of(MESSAGE), keys(), "@example.org");
        assertThat(fields).doesNotContain("x=");
        assertThat(verify(fields + MESSAGE)).allMatch(Finding::passed);
        assertThat(verify(fields + MESSAGE.replace("folded  one", "folded one")))
                .noneMatch(Finding::passed);
    }

    @Test
    void expires() throws Exception {
        String text = signed(MemoryBody.of(MESSAGE)) + MESSAGE;
        long last = NOW + Duration.ofDays(7).toSeconds();
        assertThat(Specimens.verify(zone(), text, last)).allMatch(Finding::passed);
        assertThat(Specimens.verify(zone(), text, last + 1))
                .extracting(Finding::comment)
                .containsOnly("expired");
    }

    @Test
    void encodesAnIdentityThatNeedsIt() throws Exception {
        String identity = "a;b=c d:e@example.org";
        String fields = new Signer(CLOCK).sign(MemoryBody.of(MESSAGE), keys(), identity);
        assertThat(fields).contains("i=a=3Bb=3Dc=20d=3Ae@example.org");
        assertThat(verify(fields + MESSAGE)).extracting(Finding::identity).containsOnly(identity);
    }

    @Test
    void leavesOutAnIdentityThatFitsNoLine() throws Exception {
        String fields = new Signer(CLOCK).sign(MemoryBody.of(MESSAGE), keys(), "a".repeat(300) + "@example.org");
        assertThat(fields).doesNotContain("i=");
        assertThat(verify(fields + MESSAGE)).allMatch(Finding::passed);
    }

    @Test
    void refusesAHeaderThatMemoryShouldNotHold() {
        String most = "A: " + "a".repeat(HeaderBlock.MOST_BYTES - 4) + "\n";
        Assertions.assertThatCode(() -> signed(MemoryBody.of(most + "\nbody\n")))
                .doesNotThrowAnyException();
        Assertions.assertThatThrownBy(() -> signed(MemoryBody.of(most + "B:\n\nbody\n")))
                .isInstanceOf(HeaderTooLongException.class);
        String fields = "A:\n".repeat(HeaderBlock.MOST_FIELDS);
        Assertions.assertThatCode(() -> signed(MemoryBody.of(fields + "\n"))).doesNotThrowAnyException();
        Assertions.assertThatThrownBy(() -> signed(MemoryBody.of(fields + "A:\n\n")))
                .isInstanceOf(HeaderTooLongException.class);
    }

    @Test
    void takesAMessageOfAnySize() throws Exception {
        long heap = Runtime.getRuntime().maxMemory();
        assertThat(signed(new Endless(Math.min(heap, 1L << 26)))).contains("bh=");
    }

    /** Zeros of any length, nowhere in memory, behind an empty header. */
    private record Endless(long size) implements Body {
        @Override
        public BodyForm form() {
            return BodyForm.UNIX;
        }

        @Override
        public InputStream open() {
            return new InputStream() {
                private long left = size;

                @Override
                public int read() {
                    return left-- > 0 ? '\n' : -1;
                }

                @Override
                public int read(byte[] to, int offset, int length) {
                    int count = (int) Math.min(length, left);
                    Arrays.fill(to, offset, offset + count, (byte) (left == size ? '\n' : 0));
                    left -= count;
                    return count == 0 && length > 0 ? -1 : count;
                }
            };
        }
    }
}
