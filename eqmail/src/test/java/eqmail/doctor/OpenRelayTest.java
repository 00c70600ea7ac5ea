package eqmail.doctor;

import static eqmail.doctor.Patient.place;
import static eqmail.doctor.Patient.told;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenRelayTest {
    private static final String CLOSED = "OK strangers may send to our domains only";

    @TempDir
    Path home;

    private Patient patient = new Patient(Path.of(""));

    @BeforeEach
    void name() throws IOException {
        patient = new Patient(home).with("control/rcpthosts", "example.org\n");
    }

    private List<String> look(Listening.Place... places) throws Exception {
        return told(new OpenRelay(patient.control(), List.of(places)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.:allow,RELAYCLIENT=\"\"\n10.:allow,RELAYCLIENT=\"\"\n:allow\n",
                "203.0.113.7:allow,RELAYCLIENT=\"\"\n:allow\n",
                ":deny,RELAYCLIENT=\"\"\n",
                "",
            })
    void strangersMayNotRelay(String rules) throws Exception {
        patient.with("control/tcprules", rules);
        assertThat(look(place("smtp", "", 25))).containsExactly(CLOSED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ":allow,RELAYCLIENT=\"\"\n",
                "0.0.0.0/0:allow,RELAYCLIENT=\"@x\"\n",
                "::/0:allow,RELAYCLIENT=\"\"\n"
            })
    void aRuleForEverybodyFails(String rules) throws Exception {
        patient.with("control/tcprules", rules);
        assertThat(look(place("smtp", "", 25)))
                .singleElement()
                .asString()
                .startsWith("FAIL control/tcprules lets strangers send to anybody, for instance ");
    }

    @Test
    void whereOnlyThisHostCanGetAnythingGoes() throws Exception {
        patient.with("control/tcprules", ":allow,RELAYCLIENT=\"\"\n");
        assertThat(look(place("smtp", "127.0.0.1", 25), place("smtp", "::1", 25)))
                .containsExactly(CLOSED);
    }

    @Test
    void withoutRcptHostsEverybodyRelays() throws Exception {
        patient = new Patient(home.resolve("other"));
        assertThat(look(place("smtp", "", 25)))
                .containsExactly("FAIL control/rcpthosts is missing, so mail for every domain is taken");
        assertThat(look(place("smtp", "127.0.0.1", 25)))
                .containsExactly("WARN control/rcpthosts is missing, so mail for every domain is taken");
    }

    @Test
    void theVariableOnAListenerIsForEverybody() throws Exception {
        var open = new Listening.Place("smtp", Optional.empty(), 25, "control/tcprules", Map.of("RELAYCLIENT", ""));
        assertThat(look(open)).containsExactly("FAIL smtp :25 has RELAYCLIENT for everybody");
    }
}
