package eqmail.call;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallWordsTest {
    private static CallWords parse(String words) {
        return CallWords.parse(Latin1.bytes(words.replace('|', '\0'))).orElseThrow();
    }

    @Test
    void readsArgumentsAndVariables() {
        CallWords words = parse("eqmail-call-1|sendmail|77|3|-f||a b|USER=joe|NAME=a=b\n\u00e9||");
        assertThat(words.name()).isEqualTo("sendmail");
        assertThat(words.pid()).isEqualTo(77);
        assertThat(words.args()).isEqualTo(List.of("-f", "", "a b"));
        assertThat(words.env()).isEqualTo(Map.of("USER", "joe", "NAME", "a=b\n\u00e9"));
    }

    @Test
    void needsNeitherArgumentsNorVariables() {
        CallWords words = parse("eqmail-call-1|x|1|0||");
        assertThat(words.args()).isEmpty();
        assertThat(words.env()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "|",
                "eqmail-call-2|x|1|0||",
                "eqmail-call-1|x|1|0|",
                "eqmail-call-1|x|1|0|A=b|",
                "eqmail-call-1|x|1|0||tail",
                "eqmail-call-1|x|1|2|a||",
                "eqmail-call-1|x|1|-1|a||",
                "eqmail-call-1|x|1|||",
                "eqmail-call-1|x|one|0||",
                "eqmail-call-1|x|1|1234567890||",
                "eqmail-call-1|x|1|0|noequals||",
                "eqmail-call-1|x|1|0|=value||"
            })
    void refusesWhatIsCutOrMalformed(String words) {
        assertThat(CallWords.parse(Latin1.bytes(words.replace('|', '\0')))).isEmpty();
    }
}
