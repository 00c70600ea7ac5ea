package eqmail.auth;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExchangeTest {
    private static final String CHALLENGE = "<1896.697170952@postoffice.reston.mci.net>";

    private final List<String> asked = new ArrayList<>();

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(Latin1.bytes(text));
    }

    private Exchange.Outcome run(Mechanism mechanism, String initial, String... lines) throws IOException {
        Queue<String> left = new ArrayDeque<>(List.of(lines));
        Exchange exchange = new Exchange(challenge -> {
            asked.add(challenge);
            return left.remove();
        });
        return exchange.run(mechanism, initial, CHALLENGE);
    }

    private static Exchange.Outcome claimed(String user, String response, String challenge) {
        return new Exchange.Outcome.Claimed(new Claim(user, response, challenge));
    }

    private static final Exchange.Outcome MALFORMED = new Exchange.Outcome.Malformed();

    @Test
    void loginAsksForBothInBase64() throws IOException {
        assertThat(run(Mechanism.LOGIN, "", base64("joe"), base64("p\u00e4ss word")))
                .isEqualTo(claimed("joe", "p\u00e4ss word", ""));
        assertThat(asked).containsExactly("VXNlcm5hbWU6", "UGFzc3dvcmQ6");
    }

    @Test
    void loginTakesTheUserAtOnce() throws IOException {
        assertThat(run(Mechanism.LOGIN, base64("joe"), base64("x"))).isEqualTo(claimed("joe", "x", ""));
        assertThat(asked).containsExactly("UGFzc3dvcmQ6");
    }

    @Test
    void plainIgnoresWhomToActAsAndWhatFollowsThePassword() throws IOException {
        assertThat(run(Mechanism.PLAIN, base64("other\0joe\0secret\0more"))).isEqualTo(claimed("joe", "secret", ""));
        assertThat(run(Mechanism.PLAIN, "", base64("\0joe\0secret"))).isEqualTo(claimed("joe", "secret", ""));
        assertThat(asked).containsExactly("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "joe", "\0joe", "\0joe\0", "\0\0x", "joe\0secret", "\0\0\0"})
    void plainNeedsUserAndPassword(String text) throws IOException {
        assertThat(run(Mechanism.PLAIN, "", base64(text))).isEqualTo(MALFORMED);
    }

    @Test
    void cramMd5KeepsItsChallengeAndIgnoresWhatCameAtOnce() throws IOException {
        String digest = "b913a602c7eda7a495b4e6e7334d3890";
        assertThat(run(Mechanism.CRAM_MD5, base64("x y"), base64("tim  " + digest)))
                .isEqualTo(claimed("tim", digest, CHALLENGE));
        assertThat(asked).containsExactly(base64(CHALLENGE));
        // The example of RFC 2195 2.
        assertThat(CramMd5.digest("tanstaaftanstaaf", CHALLENGE)).isEqualTo(digest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tim", " x", "tim ", "tim   ", "t\0m x", "tim x\0"})
    void cramMd5NeedsUserAndDigest(String text) throws IOException {
        assertThat(run(Mechanism.CRAM_MD5, "", base64(text))).isEqualTo(MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "=",
                "==",
                "x",
                "!!!!",
                "am9l!",
                "am9l=",
                "a=b=",
                "am 9l",
                "am9l\t",
                "\u00e4\u00f6\u00fc\u00df",
                "*x",
                "am9lam9l="
            })
    void refusesWhatIsNoBase64(String line) throws IOException {
        assertThat(run(Mechanism.LOGIN, "", line)).isEqualTo(MALFORMED);
        assertThat(run(Mechanism.LOGIN, "", base64("joe"), line)).isEqualTo(MALFORMED);
        assertThat(run(Mechanism.PLAIN, "", line)).isEqualTo(MALFORMED);
        assertThat(run(Mechanism.CRAM_MD5, "", line)).isEqualTo(MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"joe\0", "\0", "j\0e"})
    void loginTakesNoNul(String text) throws IOException {
        assertThat(run(Mechanism.LOGIN, "", base64(text))).isEqualTo(MALFORMED);
        assertThat(run(Mechanism.LOGIN, "", base64("joe"), base64(text))).isEqualTo(MALFORMED);
    }

    @Test
    void paddingMayBeMissing() throws IOException {
        assertThat(run(Mechanism.LOGIN, "", "am9lMQ", "eA")).isEqualTo(claimed("joe1", "x", ""));
    }

    @ParameterizedTest
    @EnumSource
    void aStarCancelsAtAnyStep(Mechanism mechanism) throws IOException {
        assertThat(run(mechanism, "", "*")).isEqualTo(new Exchange.Outcome.Cancelled());
        assertThat(run(Mechanism.LOGIN, "", base64("joe"), "*")).isEqualTo(new Exchange.Outcome.Cancelled());
    }

    @Test
    void takesALineAsLongAsTheStandardAllowsAndNoLonger() throws IOException {
        String longest = base64("x".repeat(Exchange.LONGEST_LINE / 4 * 3));
        assertThat(longest).hasSize(Exchange.LONGEST_LINE);
        assertThat(run(Mechanism.LOGIN, "", longest, base64("x"))).isInstanceOf(Exchange.Outcome.Claimed.class);
        assertThat(run(Mechanism.LOGIN, "", longest + "eHh4", base64("x"))).isEqualTo(MALFORMED);
    }

    @Test
    void noBytesAtAllMakeItFail() throws IOException {
        Random random = new Random(42);
        for (int i = 0; i < 5000; i++) {
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            String line = random.nextBoolean()
                    ? Latin1.string(bytes)
                    : Base64.getEncoder().encodeToString(bytes);
            Mechanism mechanism = List.of(Mechanism.values()).get(i % 3);
            assertThat(run(mechanism, i % 2 == 0 ? "" : line, line, line)).isNotNull();
        }
    }

    @Test
    void aClaimNeverShowsItsPassword() {
        assertThat(new Claim("joe", "secret", "")).asString().isEqualTo("Claim[joe]");
    }
}
