package eqmail.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GetoptTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-v -R -H -l 0 prog -x | v R H l=0 | prog -x",
                "-vRHl0 prog | v R H l=0 | prog",
                "-vl -R prog | v l=-R | prog",
                "-v -- -R prog | v | -R prog",
                "-v --help -R prog | v | -R prog",
                "-v- prog | v ? | prog",
                "-v - -R | v | - -R",
                "prog -v | '' | prog -v",
                "-z -v prog | ? v | prog",
                "-: prog | ? | prog",
                "-vl | v ? | ''",
                "-l | ? | ''",
                "-v | v | ''",
            })
    void readsOptionsAsGetoptDoes(String line, String expected, String rest) {
        List<String> words = Arrays.asList(line.strip().split(" ", -1));
        Getopt getopt = new Getopt(words, "vRHl:");
        StringBuilder seen = new StringBuilder();
        for (Character letter = getopt.next(); letter != null; letter = getopt.next()) {
            seen.append(seen.isEmpty() ? "" : " ").append(letter).append(letter == 'l' ? "=" + getopt.value() : "");
        }
        assertThat(seen).hasToString(expected.strip());
        assertThat(String.join(" ", getopt.rest())).isEqualTo(rest.strip());
    }
}
