package eqmail.doctor;

import static eqmail.doctor.Patient.place;
import static eqmail.doctor.Patient.told;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListeningTest {
    private static List<String> look(Listening.Caller caller, Listening.Place... places) throws Exception {
        return told(new Listening(List.of(places), caller));
    }

    @Test
    void greetsWhoCalls() throws Exception {
        assertThat(look(
                        (server, greeted) -> greeted ? "220 mail.example.org ESMTP" : "",
                        place("smtp", "", 25),
                        place("submissions", "2001:db8::1", 465)))
                .containsExactly(
                        "OK smtp :25 answers: 220 mail.example.org ESMTP", "OK submissions [2001:db8::1]:465 answers");
    }

    @Test
    void waitsForNoGreetingWhereTheClientBegins() throws Exception {
        for (String role : List.of("smtps", "pop3s", "qmtp", "qmqp", "admin")) {
            assertThat(look((server, greeted) -> greeted ? "waited" : "", place(role, "", 4000)))
                    .first()
                    .isEqualTo("OK " + role + " :4000 answers");
        }
    }

    @Test
    void callsTheAddressOfTheLine() throws Exception {
        assertThat(look(
                        (server, greeted) -> "+OK " + server.getHostString() + " " + server.getPort(),
                        place("pop3", "192.0.2.1", 110),
                        place("smtp", "", 25)))
                .first()
                .isEqualTo("OK pop3 192.0.2.1:110 answers: +OK 192.0.2.1 110");
    }

    @Test
    void silenceAndOtherServersFail() throws Exception {
        assertThat(look((server, greeted) -> "SSH-2.0", place("smtp", "", 25)))
                .containsExactly("FAIL smtp :25 answers: SSH-2.0");
        assertThat(look(
                        (server, greeted) -> {
                            throw new IOException("Connection refused");
                        },
                        place("smtp", "", 25)))
                .containsExactly("FAIL smtp :25 does not answer: Connection refused");
    }

    @Test
    void aHostForItselfOnlyGetsNoMail() throws Exception {
        String closed = "WARN no other host can bring mail: nothing listens for it on port 25";
        assertThat(look((server, greeted) -> "220", place("smtp", "127.0.0.1", 25)))
                .contains(closed);
        assertThat(look((server, greeted) -> "220", place("smtp", "", 2525))).contains(closed);
        assertThat(look((server, greeted) -> "220"))
                .containsExactly("WARN without control/listeners the server opens no port");
    }
}
