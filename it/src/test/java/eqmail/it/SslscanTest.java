package eqmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What sslscan, which speaks TLS of its own and knows the old versions and weak ciphers, can get out of a server. */
class SslscanTest {
    private static final Pattern VERSION =
            Pattern.compile("<protocol type=\"(\\w+)\" version=\"([\\d.]+)\" enabled=\"1\"");
    private static final Pattern CIPHER = Pattern.compile("<cipher [^>]*bits=\"(\\d+)\" cipher=\"([^\"]+)\"");

    @Test
    void findsTls12And13WithForwardSecrecyAndNothingElse() throws Exception {
        Desk.needsProgram("sslscan");
        int atOnce = TrialServer.freePort();
        int submission = TrialServer.freePort();
        String listeners = "submissions 127.0.0.1:" + atOnce + "\nsubmission 127.0.0.1:" + submission + "\n";
        try (TrialServer server = TrialServer.start(Map.of("listeners", listeners))) {
            assertSafe(scan(server, List.of(), atOnce));
            assertSafe(scan(server, List.of("--starttls-smtp"), submission));
        }
    }

    private static void assertSafe(String report) {
        assertThat(VERSION.matcher(report).results().map(r -> r.group(1) + r.group(2)))
                .containsExactlyInAnyOrder("tls1.2", "tls1.3");
        assertThat(CIPHER.matcher(report).results())
                .isNotEmpty()
                .allMatch(cipher -> Integer.parseInt(cipher.group(1)) >= 128)
                .allMatch(cipher -> cipher.group(2).matches("ECDHE-.*|DHE-.*|TLS_.*"));
        assertThat(report)
                .doesNotContain("<compression supported=\"1\"")
                .doesNotContain("vulnerable=\"1\"")
                .doesNotContainPattern("<renegotiation supported=\"1\" secure=\"0\"");
    }

    private static String scan(TrialServer server, List<String> how, int port)
            throws IOException, InterruptedException {
        List<String> call = new ArrayList<>(List.of("sslscan", "--no-groups", "--xml=-"));
        call.addAll(how);
        call.add("127.0.0.1:" + port);
        Process process = new ProcessBuilder(call)
                .redirectErrorStream(true)
                .redirectOutput(server.home.resolve("sslscan.xml").toFile())
                .start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return Files.readString(server.home.resolve("sslscan.xml"), StandardCharsets.ISO_8859_1);
    }
}
