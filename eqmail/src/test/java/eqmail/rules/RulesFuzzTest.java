package eqmail.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import testkit.Fuzz;

/** Rules of any bytes, and clients that call themselves anything. */
@Timeout(600)
class RulesFuzzTest {
    private static final String[] FILES = {
        "127.:allow,RELAYCLIENT=\"\"\n:allow\n",
        "192.0.2.1-17:deny\n10.0.0.0/8:allow,A=\"x\",B=/y/\n",
        "[2001:db8::1]:deny\n2001:db8::/32:allow\n::1:allow,RELAYCLIENT=\"\"\n",
        "=mail.example.org:allow\n=.example.org:deny\njoe@192.0.2.1:deny\n# nothing\n"
    };

    @Test
    void anyTextIsRulesOrRefusedWithItsLine() {
        Fuzz.rounds(10_000, random -> {
            String text = Fuzz.bent(random, FILES);
            Map<String, String> environment = new HashMap<>(Map.of(
                    "TCPREMOTEIP", Fuzz.bent(random, "127.0.0.1", "192.0.2.5", "2001:db8::1", "::1", "10.1.2.3"),
                    "TCPREMOTEHOST", Fuzz.bent(random, "mail.example.org", "a.b.example.org"),
                    "TCPREMOTEINFO", Fuzz.bent(random, "joe")));
            Rules rules;
            try {
                rules = Rules.text(text);
            } catch (RuleSyntaxException refused) {
                assertThat(refused.getMessage()).matches("(?s)line [0-9]+: .*");
                return;
            }
            rules.find(Client.of(environment)).ifPresent(found -> {
                assertThat(Rule.ofData(found.rule().toData())).isEqualTo(found.rule());
                found.rule().applyTo(environment);
            });
        });
    }
}
