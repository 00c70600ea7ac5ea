package eqmail.spf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The suites of openspf.org (src/test/resources/spf/ORIGIN). */
class SpfVectorsTest {
    private static final JsonMapper JSON = new JsonMapper();

    private record Case(JsonNode json) {
        String id() {
            return json.get("id").asString();
        }

        SpfFinding finding() throws InterruptedException {
            JsonNode in = json.get("in");
            SpfChecker checker = new SpfChecker(
                    new ZoneResolver(in.get("zone")), () -> 0, InstantSource.fixed(Instant.EPOCH), "receiver.example");
            return checker.mailFrom(
                    InetAddress.ofLiteral(in.get("ip").asString()),
                    in.get("helo").asString(),
                    in.get("mailfrom").asString());
        }

        /** Empty when all is well. */
        String difference() throws InterruptedException {
            SpfFinding got = finding();
            List<String> want = new ArrayList<>();
            json.get("want").forEach(w -> want.add(w.asString()));
            if (!want.contains(got.result().word())) {
                return "wants " + want + ", got " + got;
            }
            JsonNode explanation = json.get("explanation");
            if (explanation.isNull()) {
                return "";
            }
            String text = got.explanation().orElse("DEFAULT");
            return explanation.asString().equals(text) ? "" : "wants " + explanation + ", got " + text;
        }
    }

    private static Map<String, String> differences(String file, int cases) throws IOException, InterruptedException {
        Map<String, String> different = new TreeMap<>();
        int count = 0;
        try (InputStream in = SpfVectorsTest.class.getResourceAsStream("/spf/" + file)) {
            assertThat(in).isNotNull();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                Case one = new Case(JSON.readTree(line));
                String difference = one.difference();
                if (!difference.isEmpty()) {
                    different.put(one.id(), difference);
                }
                count++;
            }
        }
        assertThat(count).isEqualTo(cases);
        return different;
    }

    @Test
    void agreesWithEveryCaseForRfc7208() throws IOException, InterruptedException {
        assertThat(differences("spf-rfc7208-tests.jsonl", 102)).isEmpty();
    }

    /** A second opinion. Where the RFCs differ (type SPF, ten exchangers) these cases allow both answers. */
    @Test
    void agreesWithEveryCaseForTheOlderRfcToo() throws IOException, InterruptedException {
        assertThat(differences("spf-rfc4408-tests.jsonl", 96)).isEmpty();
    }
}
