package eqmail.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.auth.Checker;
import eqmail.auth.Checker.Answer;
import eqmail.auth.Claim;
import eqmail.auth.CramMd5;
import eqmail.auth.SmtpAuthChecker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CheckersTest {
    private static final Claim BOB = new Claim("bob", CramMd5.digest("plainpw", "<1@x>"), "<1@x>");

    @TempDir
    Path home;

    private final List<String> log = new CopyOnWriteArrayList<>();

    private Checkers checkers() {
        Map<String, String> environment = Map.of("PATH", "/usr/bin:/bin", "HOST", "here");
        Host host = new Host(home, home, environment, "./Mailbox", log::add, InstantSource.system(), ZoneOffset.UTC);
        return new Checkers(host, new OwnAccount(host, 1));
    }

    private void write(String file, String text) throws IOException {
        Path path = home.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    @Test
    void withoutAnyConfigurationNobodyLogsIn() {
        assertThat(checkers().of(Map.of())).isEmpty();
    }

    @Test
    void aFileOfPasswordsIsEnough() throws Exception {
        write("users/smtpauth", "bob:plainpw\n");
        Checker checker = checkers().of(Map.of()).orElseThrow();
        assertThat(checker).isInstanceOf(SmtpAuthChecker.class);
        assertThat(checker.check(BOB, Map.of())).isEqualTo(Answer.ACCEPTED);
    }

    @Test
    void aCommandGoesBeforeTheFile() throws Exception {
        write("users/smtpauth", "bob:plainpw\n");
        write("control/checker", "  sh -c false  true \n");
        Checker checker = checkers().of(Map.of()).orElseThrow();
        assertThat(checker.check(BOB, Map.of())).isEqualTo(Answer.REJECTED);
    }

    @Test
    void aCommandSeesTheServersEnvironmentAndTheSessions() throws Exception {
        write("control/checker", "sh control/script\n");
        write("control/script", "test \"$HOST $TCPREMOTEIP\" = 'here 192.0.2.1'\n");
        Checker checker = checkers().of(Map.of()).orElseThrow();
        assertThat(checker.check(BOB, new HashMap<>(Map.of("TCPREMOTEIP", "192.0.2.1"))))
                .isEqualTo(Answer.ACCEPTED);
    }

    @Test
    void theOriginalsCheckerRunsInProcess() throws Exception {
        write("users/smtpauth", "bob:plainpw\n");
        write("control/checker", "qmail-chkpw true\n");
        assertThat(checkers().of(Map.of())).containsInstanceOf(SmtpAuthChecker.class);
    }

    @Test
    void aListenerOrRuleChoosesAnotherCommandOrNone() throws Exception {
        write("users/smtpauth", "bob:plainpw\n");
        write("control/other", "true\n");
        write("control/empty", "\n");
        Checkers checkers = checkers();
        assertThat(checkers.of(Map.of("AUTHCHECKER", "none"))).isEmpty();
        assertThat(checkers.of(Map.of("AUTHCHECKER", "control/empty"))).isEmpty();
        Checker other = checkers.of(Map.of("AUTHCHECKER", "control/other")).orElseThrow();
        assertThat(other.check(new Claim("a", "b", ""), Map.of())).isEqualTo(Answer.ACCEPTED);
    }

    @Test
    void whatCannotBeReadIsTroubleAndNotAWrongPassword() throws Exception {
        Files.createDirectories(home.resolve("control/checker"));
        Checkers checkers = checkers();
        for (String file : List.of("control/checker", "control/missing")) {
            Checker checker = checkers.of(Map.of("AUTHCHECKER", file)).orElseThrow();
            assertThat(checker.check(BOB, Map.of())).isEqualTo(Answer.NOT_STARTED);
        }
        assertThat(log).hasSize(2).allMatch(line -> line.startsWith("alert: nobody can log in: control/"));
    }
}
