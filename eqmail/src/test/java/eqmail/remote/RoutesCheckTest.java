package eqmail.remote;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.control.Control;
import eqmail.control.Flaws;
import eqmail.golden.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesCheckTest {
    @TempDir
    Path home;

    private Set<String> faults(String route) throws IOException {
        Golden.lay(home, "control/smtproutes", "# routes\n" + route + "\n");
        Flaws flaws = new Flaws();
        RoutesCheck.inspect(new Control(home), flaws);
        return flaws.faults();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.b:",
                ":relay",
                ".a.b:relay:587 user pass word",
                "a.b:[192.0.2.1]:26",
                "a.b:192.0.2.1",
                "a.b:[2001:db8::1]:25",
                "a.b:2001:db8::1",
                "without a colon"
            })
    void saysNothingOfRoutesThatCanBeTaken(String route) throws IOException {
        assertThat(faults(route)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.b:c:0                 | not a port from 1 to 65535: c:0",
                "a.b:c:65536             | not a port from 1 to 65535: c:65536",
                "a.b:c:smtp user secret  | not a port from 1 to 65535: c:smtp",
                "a.b:c user              | a blank, but no user and password behind it: c",
                "'a.b:c  secret'         | a blank, but no user and password behind it: c",
                "a.b::25                 | no relay before the port, user or password",
                "'a.b: user secret'      | no relay before the port, user or password",
                "a.b:c..d                | no host that could be called: c..d",
                "a.b:[192.0.2.300]       | no host that could be called: [192.0.2.300]",
            })
    void namesTheLineOfOneThatCannotAndNoPassword(String route, String fault) throws IOException {
        assertThat(faults(route)).containsExactly("control/smtproutes: line 2: " + fault);
    }
}
