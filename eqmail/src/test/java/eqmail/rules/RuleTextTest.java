package eqmail.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleTextTest {
    static Stream<Arguments> addresses() {
        return Stream.of(
                Arguments.of("", List.of("")),
                Arguments.of("1.2.3.4", List.of("1.2.3.4")),
                Arguments.of("10.", List.of("10.")),
                Arguments.of("joe@1.2.3.4", List.of("joe@1.2.3.4")),
                Arguments.of("joe@=host.example", List.of("joe@=host.example")),
                Arguments.of("joe-x@1.2.3.4", List.of("joe-x@1.2.3.4")),
                Arguments.of("=host-1.example", List.of("=host-1.example")),
                Arguments.of("=.example", List.of("=.example")),
                Arguments.of("=", List.of("=")),
                Arguments.of("1.2.3.9-11", List.of("1.2.3.9", "1.2.3.10", "1.2.3.11")),
                Arguments.of("10.2-3.", List.of("10.2.", "10.3.")),
                Arguments.of("1-2.", List.of("1.", "2.")),
                Arguments.of("1.5-5.6.7", List.of("1.5.6.7")),
                Arguments.of("1.2.3.7-7", List.of("1.2.3.7")),
                Arguments.of("10.0.0.0/8", List.of("_00001010")),
                Arguments.of("10.1.2.3/8", List.of("_00001010")),
                Arguments.of("10./8", List.of("_00001010")),
                Arguments.of("192.168/16", List.of("_1100000010101000")),
                Arguments.of("0.0.0.0/0", List.of("_")),
                Arguments.of("2001:db8::/16", List.of("^0010000000000001")),
                Arguments.of("[2001:db8::]/16", List.of("^0010000000000001")),
                Arguments.of("::/0", List.of("^")),
                Arguments.of("2001:DB8:0:0::1", List.of("2001:db8::1")),
                Arguments.of("[::1]", List.of("::1")),
                Arguments.of("::ffff:1.2.3.4", List.of("1.2.3.4")),
                Arguments.of("dead:beef::de", List.of("dead:beef::de")));
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void storesEachAddressUnderItsKeys(String address, List<String> keys) throws RuleSyntaxException {
        assertThat(RuleText.parse(address + ":deny\n"))
                .extracting(RuleText.Entry::key)
                .isEqualTo(keys);
    }

    static Stream<Arguments> instructions() {
        return Stream.of(
                Arguments.of("allow", new Rule(false, List.of())),
                Arguments.of("deny", new Rule(true, List.of())),
                Arguments.of("allow,RELAYCLIENT=\"\"", new Rule(false, List.of("RELAYCLIENT="))),
                Arguments.of("allow,A=/@fix.me/", new Rule(false, List.of("A=@fix.me"))),
                Arguments.of("allow,A=xx", new Rule(false, List.of("A="))),
                Arguments.of("allow,A=\"1,B='2'\",C=/a:deny/", new Rule(false, List.of("A=1,B='2'", "C=a:deny"))),
                Arguments.of("deny,A=\"x\",A=\"y\"", new Rule(true, List.of("A=x", "A=y"))),
                Arguments.of("allow,=\"x\"", new Rule(false, List.of("=x"))),
                Arguments.of("allow,A=\"\u00fc\" \t\r", new Rule(false, List.of("A=\u00fc"))));
    }

    @ParameterizedTest
    @MethodSource("instructions")
    void readsInstructions(String text, Rule rule) throws RuleSyntaxException {
        assertThat(RuleText.parse("1.2.3.4:" + text)).containsExactly(new RuleText.Entry("1.2.3.4", rule));
    }

    @Test
    void passesOverCommentsAndLinesWithoutAColon() throws RuleSyntaxException {
        assertThat(RuleText.parse("#1.2.3.4:nonsense\n\nwords\n   \n1.2.3.4:allow\n"))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.2.3.4:",
                "1.2.3.4: allow",
                "1.2.3.4:Allow",
                "1.2.3.4:alow",
                "1.2.3.4:allowed",
                "1.2.3.4:allow ,A=\"\"",
                "1.2.3.4:allow,",
                "1.2.3.4:allow,A",
                "1.2.3.4:allow,A=",
                "1.2.3.4:allow,A=\"",
                "1.2.3.4:allow,A=\"x",
                "1.2.3.4:allow,A=\"x\"B=\"y\"",
                "1.2.3.4:allow;A=\"x\"",
                "1.2.3.5-3:allow",
                "1.2.3.1-256:allow",
                "1.2.3.x-5:allow",
                "1.2.3.-5:allow",
                "1.2.3.5-:allow",
                "1.2-3.4-5:allow",
                "1.2.3.4/33:allow",
                "1.2.3.4/:allow",
                "1.2.3.4.5/8:allow",
                "::1::2:allow",
                "[::1:allow",
                "::/129:allow",
                "::::allow"
            })
    void refusesWhatIsNoRule(String line) {
        assertThatThrownBy(() -> RuleText.parse(":allow\n" + line + "\n"))
                .isInstanceOf(RuleSyntaxException.class)
                .hasMessage("line 2: unable to parse this line: " + line);
    }

    @Test
    void limitsTheLengthOfALine() throws RuleSyntaxException {
        String start = ":allow,A=\"";
        String longest = start + "x".repeat(RuleText.MOST_LINE - start.length() - 1) + "\"";
        assertThat(RuleText.parse(longest)).hasSize(1);
        assertThatThrownBy(() -> RuleText.parse("1" + longest)).isInstanceOf(RuleSyntaxException.class);
    }

    @Test
    void answersAnyTextWithRulesOrASyntaxError() {
        Random random = new Random(7);
        String alphabet = "0123456789.:-/=@,\"[]#%^_ \t\nallowdenyAB";
        int good = 0;
        for (int i = 0; i < 100_000; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "1.2.3.4:allow,A=\"x\"\n" : "");
            for (int length = random.nextInt(20); length > 0; length--) {
                text.insert(random.nextInt(text.length() + 1), alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                RuleText.parse(text.toString());
                good++;
            } catch (RuleSyntaxException expected) {
                assertThat(expected).hasMessageStartingWith("line ");
            }
        }
        assertThat(good).isBetween(1, 99_999);
    }
}
