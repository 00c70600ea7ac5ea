package eqmail.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import testkit.Fuzz;

/** The field itself, and the gate that lets nobody else write it. */
class AuthenticationResultsTest {
    private static final AuthenticationResults HOST = new AuthenticationResults("mx.example.net");

    private static Finding finding(String identity, String start) {
        return new Finding(Finding.Result.PASS, "", 0, "example.org", identity, "s1", "rsa-sha256", start);
    }

    @Test
    void tellsEveryFinding() {
        Finding other = Finding.of(Fault.MISSING_TAG);
        assertThat(HOST.field(List.of(finding("@example.org", "abcdefgh"), other)))
                .isEqualTo("Authentication-Results: mx.example.net;\n"
                        + "\tdkim=pass header.d=example.org\n"
                        + "\theader.i=@example.org header.s=s1\n"
                        + "\theader.a=rsa-sha256 header.b=abcdefgh;\n"
                        + "\tdkim=permerror (required tag missing)\n");
    }

    @Test
    void quotesWhatIsNoToken() {
        String field = HOST.field(List.of(finding("\"a b\"@example.org", "ab/+c=gh")));
        assertThat(field).contains("header.b=\"ab/+c=gh\"").contains("header.i=@example.org");
        assertThat(HOST.field(List.of(finding("a\n\tspf=pass@example.org", "a"))))
                .contains("header.i=@example.org");
        assertThat(HOST.field(List.of(finding("a;b@example.org", "a")))).contains("header.i=\"a;b\"@example.org");
        assertThat(HOST.field(List.of(finding("joe@example.org", "a")))).contains("header.i=joe@example.org");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authentication-Results: mx.example.net; dkim=pass\n",
                "authentication-RESULTS:MX.EXAMPLE.NET;spf=pass\n",
                "Authentication-Results :\n mx.example.net\n 1; none\n",
                "Authentication-Results: (a \\) (b) c) mx.example.net.(x); dkim=pass\n",
                "Authentication-Results: \"mx.ex\\ample.net\"; dkim=pass\n",
                "Authentication-Results: mx.example.net\r\n",
                "Authentication-Results: mx.example.net;\n\tx\n\ty\n"
            })
    void takesOutItsOwn(String field) throws IOException {
        assertThat(passed(field + "Subject: x\n\n" + field, 1)).isEqualTo("Subject: x\n\n" + field);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authentication-Results: mx2.example.net; dkim=pass\n",
                "Authentication-Results: example.net; dkim=pass\n",
                "Authentication-Results: other (mx.example.net); dkim=pass\n",
                "X-Authentication-Results: mx.example.net; dkim=pass\n",
                "Authentication-Results\n",
                "Authentication-Results: (mx.example.net\n",
                "Subject: Authentication-Results: mx.example.net\n",
                " Authentication-Results: mx.example.net\n"
            })
    void letsOthersPass(String field) throws IOException {
        assertThat(passed(field + "Subject: x\n\n", 1)).isEqualTo(field + "Subject: x\n\n");
    }

    @Test
    void holdsOnlyTheBeginningOfAField() throws IOException {
        String padding = " ".repeat(3 * HeaderGate.MOST_HELD);
        String own = "Authentication-Results: mx.example.net;" + padding + "\n" + padding + "\n";
        assertThat(passed(own + "A: b\n\n", 100)).isEqualTo("A: b\n\n");
        String other = "Authentication-Results: else.example;" + padding + "\n" + padding + "\n";
        assertThat(passed(other + "A: b\n\n", 100)).isEqualTo(other + "A: b\n\n");
        String name = "a".repeat(3 * HeaderGate.MOST_HELD);
        assertThat(passed(name + ":\n" + own + "\n", 100)).isEqualTo(name + ":\n\n");
    }

    @Test
    void noticesASignatureInTheHeaderOnly() throws IOException {
        assertThat(gate("Subject: x\nDKIM-Signature : v=1\n\n").signed()).isTrue();
        assertThat(gate("Subject: x\r\ndkim-signature: v=1\r\n").signed()).isTrue();
        assertThat(gate("Subject: x\n\nDKIM-Signature: v=1\n").signed()).isFalse();
        assertThat(gate("Subject: x\n DKIM-Signature: v=1\n\n").signed()).isFalse();
        assertThat(gate("DKIM-Signature\n\n").signed()).isFalse();
    }

    @Test
    void doesNotCareHowAMessageIsCut() {
        Fuzz.rounds(2_000, random -> {
            String text = Fuzz.bent(
                    random,
                    "Authentication-Results: mx.example.net; a\n b\nFrom: x\nAuthentication-Results: y\n\nbody\n",
                    "DKIM-Signature: x\r\nAuthentication-Results: mx.example.net\r\n\r\nbody\r\n");
            assertThat(passed(text, 1 + random.nextInt(5))).isEqualTo(passed(text, text.length() + 1));
        });
    }

    private static HeaderGate gate(String text) throws IOException {
        HeaderGate gate = new HeaderGate(HOST, new ByteArrayOutputStream());
        gate.write(Latin1.bytes(text));
        return gate;
    }

    private static String passed(String text, int size) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        HeaderGate gate = new HeaderGate(HOST, out);
        byte[] bytes = Latin1.bytes(text);
        for (int from = 0; from < bytes.length; from += size) {
            gate.write(bytes, from, Math.min(size, bytes.length - from));
        }
        gate.end();
        return Latin1.string(out.toByteArray());
    }
}
