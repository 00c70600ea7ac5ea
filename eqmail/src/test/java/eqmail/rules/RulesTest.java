package eqmail.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RulesTest {
    /** One rule of each kind that fits the client below, in the order in which they count. */
    private static final List<String> ORDER = List.of(
            "joe@192.0.2.7",
            "joe@=mx.a.example",
            "192.0.2.7",
            "=mx.a.example",
            "192.0.2.",
            "192.0.",
            "192.",
            "192.0.2.7/32",
            "192.0.2.0/24",
            "0.0.0.0/0",
            "=.a.example",
            "=.example",
            "=",
            "");

    @Test
    void takesTheFirstRuleInOrder() throws IOException {
        List<String> left = new ArrayList<>(ORDER);
        while (!left.isEmpty()) {
            StringBuilder text = new StringBuilder();
            left.reversed().forEach(address -> text.append(address).append(":deny\n"));
            assertThat(find(text.toString(), "192.0.2.7", "mx.a.example", "joe"))
                    .contains(left.getFirst());
            left.removeFirst();
        }
        assertThat(find("", "192.0.2.7", "mx.a.example", "joe")).isEmpty();
    }

    @Test
    void takesTheFirstRuleInOrderForAnIpv6Client() throws IOException {
        List<String> left = new ArrayList<>(
                List.of("joe@2001:db8::7", "2001:db8::7", "2001:db8::7/128", "2001:db8::/32", "::/0", ""));
        while (!left.isEmpty()) {
            StringBuilder text = new StringBuilder();
            left.reversed().forEach(address -> text.append(address).append(":deny\n"));
            assertThat(find(text.toString(), "2001:db8::7", null, "joe")).contains(left.getFirst());
            left.removeFirst();
        }
    }

    @Test
    void keepsTheFamiliesApart() throws IOException {
        assertThat(find("::/0:deny\n", "192.0.2.7", null, null)).isEmpty();
        assertThat(find("0.0.0.0/0:deny\n", "::1", null, null)).isEmpty();
    }

    @Test
    void looksForHostsAndInfoOnlyIfTheyAreKnown() throws IOException {
        String text = "@1.2.3.4:deny\njoe@1.2.3.4:deny\n=:deny\n=mx.example:deny\n";
        assertThat(find(text, "1.2.3.4", null, null)).isEmpty();
        assertThat(find(text, "1.2.3.4", null, "")).contains("@1.2.3.4");
        assertThat(find(text, "1.2.3.5", "localhost", null)).contains("=");
        assertThat(find(text, "1.2.3.5", "mx.example", null)).contains("=mx.example");
    }

    @Test
    void takesTheFirstOfEqualAddresses() throws IOException {
        Rules rules = Rules.text("1.2.3.4:deny\n1.2.3.4:allow\n");
        assertThat(rules.find(new Client("1.2.3.4", null, null)))
                .contains(new Rules.Found("1.2.3.4", new Rule(true, List.of())));
    }

    @Test
    void followsTheExampleOfTheManualPage() throws IOException {
        String text = """
            joe@127.0.0.1:allow,N="first"
            18.23.0.32:allow,N="second"
            :allow,N="third"
            127.:allow,N="fourth"
            """;
        assertThat(find(text, "10.119.75.38", null, null)).contains("");
        assertThat(find(text, "18.23.0.32", null, null)).contains("18.23.0.32");
        assertThat(find(text, "127.0.0.1", null, "bill")).contains("127.");
        assertThat(find(text, "127.0.0.1", null, "joe")).contains("joe@127.0.0.1");
    }

    @Test
    void setsVariablesAndOverridesOlderOnes() {
        Map<String, String> environment = new HashMap<>(Map.of("A", "old", "B", "kept"));
        new Rule(false, List.of("A=new", "C=x=y", "nonsense")).applyTo(environment);
        assertThat(environment).isEqualTo(Map.of("A", "new", "B", "kept", "C", "x=y"));
    }

    @Test
    void readsItsOwnData() {
        Rule rule = new Rule(true, List.of("A=", "B=x"));
        assertThat(rule.toData()).isEqualTo("D\0+A=\0+B=x\0");
        assertThat(Rule.ofData(rule.toData())).isEqualTo(rule);
        assertThat(Rule.ofData("")).isEqualTo(Rule.ALLOW);
    }

    @Test
    void passesOverWhatItDoesNotKnowInForeignData() {
        assertThat(Rule.ofData("?what\0\0+A=1\0+B=cut")).isEqualTo(new Rule(false, List.of("A=1")));
    }

    @Test
    void takesTheClientFromAnEnvironment() {
        assertThat(Client.of(Map.of())).isEqualTo(new Client("0.0.0.0", null, null));
        assertThat(Client.of(Map.of("TCPREMOTEIP", "2001:DB8:0::1", "TCPREMOTEHOST", "h", "TCPREMOTEINFO", "")))
                .isEqualTo(new Client("2001:db8::1", "h", ""));
        assertThat(Client.of(Map.of("TCPREMOTEIP", "whatever")).ip()).isEqualTo("whatever");
    }

    private static Optional<String> find(String text, String ip, @Nullable String host, @Nullable String info)
            throws IOException {
        return Rules.text(text).find(new Client(ip, host, info)).map(Rules.Found::name);
    }
}
