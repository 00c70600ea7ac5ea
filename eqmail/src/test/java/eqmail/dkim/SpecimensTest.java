package eqmail.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.dns.Answer;
import eqmail.dns.FakeResolver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What others sign and break: the corpora of Mail-DKIM, chasquid and mail-auth. */
class SpecimensTest {
    private static final JsonMapper JSON = new JsonMapper();

    record Case(JsonNode json) {
        @Override
        public String toString() {
            return json.get("id").asString();
        }

        List<Finding> verify() throws Exception {
            FakeResolver zone = new FakeResolver();
            json.get("in").get("dns").properties().forEach(each -> {
                String text = each.getValue().asString();
                zone.answer(
                        each.getKey() + " TXT",
                        text.startsWith("~~")
                                ? new Answer.Failed<>(text)
                                : text.equals("NXDOMAIN")
                                        ? new Answer.NoSuchName<>(60)
                                        : new Answer.Found<>(List.of(text), 60));
            });
            return Specimens.verify(zone, json.get("in").get("message").asString());
        }
    }

    static Stream<Case> current() throws IOException {
        return cases("dkim-maildkim");
    }

    static Stream<Case> legacy() throws IOException {
        return cases("dkim-maildkim-legacy");
    }

    private static Stream<Case> cases(String file) throws IOException {
        return Specimens.text("maildkim/" + file + ".jsonl").lines().map(line -> new Case(JSON.readTree(line)));
    }

    @ParameterizedTest
    @MethodSource("current")
    void judgesTheCorpusOfMailDkim(Case specimen) throws Exception {
        String result = specimen.verify().getFirst().result().word();
        List<String> wanted = new ArrayList<>();
        specimen.json().get("want").forEach(each -> wanted.add(each.asString()));
        assertThat(result).isIn(wanted);
    }

    @ParameterizedTest
    @MethodSource("legacy")
    void refusesWhatRfc8301Ended(Case specimen) throws Exception {
        for (Finding finding : specimen.verify()) {
            assertThat(finding.result()).isNotEqualTo(Finding.Result.PASS);
            assertThat(finding.comment())
                    .containsAnyOf("rsa-sha1", "too short", "unknown version", "unknown query method");
        }
    }

    static Stream<String> chasquid() {
        return Stream.of(
                        "01-rfc8463",
                        "02-too_many_headers",
                        "04-bad_dkim_signature_header",
                        "05-dns_temp_error",
                        "06-dns_perm_error",
                        "07-algo_mismatch",
                        "08-our_signature",
                        "09-limited_body",
                        "10-strict_domain_check_pass",
                        "11-strict_domain_check_fail")
                .map(name -> "chasquid/" + name);
    }

    @ParameterizedTest
    @MethodSource("chasquid")
    void judgesTheCasesOfChasquid(String name) throws Exception {
        JsonNode wanted = JSON.readTree(followed(name, ".result"));
        FakeResolver zone = Specimens.zone(Specimens.exists(name + ".dns") ? followed(name, ".dns") : "");
        List<Finding> findings = Specimens.verify(zone, followed(name, ".msg"));
        assertThat(findings).hasSize(wanted.get("Found").asInt());
        for (int i = 0; i < findings.size(); i++) {
            JsonNode each = wanted.get("Results").get(i);
            Finding finding = findings.get(i);
            String state = each.get("State").asString();
            assertThat(state(finding)).as(finding.toString()).isEqualTo(state);
            assertThat(finding.domain()).isEqualTo(each.get("Domain").asString());
            assertThat(finding.selector()).isEqualTo(each.get("Selector").asString());
        }
    }

    /** Some files only name the one that counts. */
    private static String followed(String name, String ending) throws IOException {
        String text = Specimens.text(name + ending);
        return text.strip().endsWith(ending) && text.lines().count() == 1
                ? Specimens.text("chasquid/" + text.strip())
                : text;
    }

    private static String state(Finding finding) {
        return switch (finding.result()) {
            case PASS -> "SUCCESS";
            case TEMPERROR -> "TEMPFAIL";
            case FAIL, PERMERROR -> "PERMFAIL";
        };
    }

    @Test
    void findsNothingInWhatIsNoMessage() throws Exception {
        assertThat(Specimens.verify(new FakeResolver(), Specimens.text("chasquid/03-bad_message.msg")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"001, 2", "002, 1", "003, 2", "004, 1", "005, 1", "006, 1"})
    void passesTheMessagesOfMailAuth(String name, int signatures) throws Exception {
        String file = Specimens.text("mail-auth/" + name + ".txt");
        int blank = file.indexOf("\n\n");
        FakeResolver zone = new FakeResolver();
        file.substring(0, blank).lines().map(line -> line.split(" ", 2)).forEach(each -> {
            zone.answer(each[0] + " TXT", new Answer.Found<>(List.of(each[1]), 60));
        });
        List<Finding> findings = Specimens.verify(zone, file.substring(blank + 2), 1_667_900_000);
        assertThat(findings).hasSize(signatures).allMatch(Finding::passed);
    }
}
