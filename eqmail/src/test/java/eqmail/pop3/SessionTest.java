package eqmail.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.auth.Backoff;
import eqmail.auth.Claim;
import eqmail.auth.Mechanism;
import eqmail.control.Control;
import eqmail.pop3.Maildrops.Denial;
import eqmail.pop3.Maildrops.Opening;
import eqmail.smtpd.ScriptedPeer;
import eqmail.tls.ServerTls;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import testkit.Fuzz;

class SessionTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:20:30Z");
    private static final String STAMP = "<4711." + NOW.getEpochSecond() + "@mail.example.org>";
    private static final String PLAIN_GREETING = "+OK mail.example.org\r\n";

    private final FakeMaildrop maildrop = new FakeMaildrop("A: b\n\nx\n");
    private final List<Claim> claims = new ArrayList<>();
    private final List<String> remembered = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private final Map<String, String> environment =
            new HashMap<>(Map.of("TCPREMOTEIP", "192.0.2.7", "TCPLOCALHOST", "mail.example.org"));
    private Set<Mechanism> mechanisms = EnumSet.of(Mechanism.LOGIN, Mechanism.PLAIN);
    private Opening opening = new Opening.Opened(maildrop);
    private boolean blocked;
    private boolean othersFail;

    private final Backoff backoff = new Backoff() {
        @Override
        public boolean blocked(String ip, String user) {
            return blocked;
        }

        @Override
        public void failed(String ip, String user) {
            remembered.add("failed " + ip + " " + user);
        }

        @Override
        public void passed(String ip, String user) {
            remembered.add("passed " + ip + " " + user);
        }
    };

    private String talk(String... packets) {
        return talk(new ScriptedPeer(packets));
    }

    private String talk(ScriptedPeer client) {
        Pop3Host host = new Pop3Host(
                (claim, variables) -> {
                    claims.add(claim);
                    blocked |= othersFail;
                    return opening;
                },
                variables -> mechanisms,
                backoff,
                () -> 4711,
                pauses::add,
                () -> false,
                ciphers -> ServerTls.load(new Control(Path.of("/nowhere")), ciphers, line -> {}),
                InstantSource.fixed(NOW),
                System::nanoTime);
        try {
            new Session(client, environment, host).run(false);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return client.transcript();
    }

    @Test
    void aPasswordOpensTheMailboxAndTheEndClosesIt() {
        assertThat(talk("USER joe\r\nPASS two  words \r\nSTAT\r\nDELE 1\r\nQUIT\r\n"))
                .isEqualTo(PLAIN_GREETING + "+OK \r\n+OK \r\n+OK 1 8\r\n+OK \r\n+OK \r\n");
        assertThat(claims).containsExactly(new Claim("joe", "two  words ", ""));
        assertThat(remembered).containsExactly("passed 192.0.2.7 joe");
        assertThat(maildrop.finished()).hasToString("{0}");
        assertThat(maildrop.closed()).isTrue();
    }

    @Test
    void aClientThatVanishesGivesTheMailboxBackAsItWas() {
        talk("USER joe\r\nPASS x\r\nDELE 1\r\n", ScriptedPeer.SILENCE);
        assertThat(maildrop.finished()).isNull();
        assertThat(maildrop.closed()).isTrue();
    }

    @Test
    void theTimeStampShowsOnlyWhereApopCanSucceed() {
        assertThat(talk("APOP joe 0123\r\n"))
                .isEqualTo(PLAIN_GREETING + "-ERR [SYS/PERM] nobody can log in here in this way\r\n");
        mechanisms = EnumSet.of(Mechanism.CRAM_MD5);
        assertThat(talk("USER joe\r\nPASS x\r\nAPOP joe 0123\r\nQUIT\r\n"))
                .isEqualTo("+OK " + STAMP + "\r\n+OK \r\n-ERR [SYS/PERM] nobody can log in here in this way\r\n"
                        + "+OK \r\n+OK \r\n");
        assertThat(claims).containsExactly(new Claim("joe", "0123", STAMP));
    }

    @Test
    void aWrongPasswordTakesFiveSecondsAndTwentyOfThemEndTheSession() {
        opening = new Opening.Denied(Denial.WRONG);
        String said = talk("USER joe\r\n" + "PASS no\r\n".repeat(30));
        assertThat(said)
                .isEqualTo(PLAIN_GREETING + "+OK \r\n"
                        + "-ERR [AUTH] authorization failed\r\n".repeat(Authorization.FAILED_LOGINS));
        assertThat(pauses).hasSize(Authorization.FAILED_LOGINS).containsOnly(Authorization.FAILURE_TIME);
        assertThat(remembered).hasSize(Authorization.FAILED_LOGINS).containsOnly("failed 192.0.2.7 joe");
    }

    @Test
    void whoIsPutOffIsNotJudged() {
        blocked = true;
        assertThat(talk("USER joe\r\nPASS right\r\nQUIT\r\n"))
                .isEqualTo(
                        PLAIN_GREETING + "+OK \r\n-ERR [SYS/TEMP] too many failed logins, try again later\r\n+OK \r\n");
        assertThat(claims).isEmpty();
    }

    @Test
    void guessesThatAreCheckedSideBySideTellNoMoreThanOneAfterTheOther() {
        othersFail = true;
        for (Opening each : List.of(opening, new Opening.Denied(Denial.WRONG), new Opening.Denied(Denial.MISSING))) {
            blocked = false;
            opening = each;
            assertThat(talk("USER joe\r\nPASS x\r\nSTAT\r\n"))
                    .startsWith(
                            PLAIN_GREETING + "+OK \r\n-ERR [SYS/TEMP] too many failed logins, try again later\r\n-ERR");
        }
        assertThat(claims).hasSize(3);
        assertThat(remembered).isEmpty();
        assertThat(maildrop.closed()).isTrue();
    }

    @Test
    void troubleAndASecondSessionAreNoWrongPassword() {
        Map<Denial, String> answers = Map.of(
                Denial.TROUBLE, "-ERR [SYS/TEMP] ",
                Denial.IN_USE, "-ERR [IN-USE] ",
                Denial.MISSING, "-ERR [SYS/PERM] ");
        answers.forEach((why, answer) -> {
            opening = new Opening.Denied(why);
            assertThat(talk("USER joe\r\nPASS right\r\n")).startsWith(PLAIN_GREETING + "+OK \r\n" + answer);
        });
        assertThat(remembered).isEmpty();
        assertThat(pauses).isEmpty();
    }

    @Test
    void whereTlsIsDemandedPasswordsAreNotTakenInClearText() {
        environment.put("TLSREQUIRED", "1");
        assertThat(talk("CAPA\r\nUSER joe\r\nPASS x\r\nSTLS\r\n"))
                .isEqualTo(PLAIN_GREETING + "+OK \r\nTOP\r\nUIDL\r\nRESP-CODES\r\nAUTH-RESP-CODE\r\nPIPELINING\r\n.\r\n"
                        + "-ERR STLS first\r\n-ERR USER first\r\n-ERR no TLS to begin\r\n");
        assertThat(claims).isEmpty();
    }

    @Test
    void capabilitiesAreToldBeforeAndAfterTheLogin() {
        String lines = "+OK \r\nTOP\r\nUIDL\r\nRESP-CODES\r\nAUTH-RESP-CODE\r\nPIPELINING\r\nUSER\r\n.\r\n";
        assertThat(talk("CAPA\r\nUSER joe\r\nPASS x\r\nCAPA\r\n"))
                .isEqualTo(PLAIN_GREETING + lines + "+OK \r\n+OK \r\n" + lines);
    }

    @Test
    void afterFiftyBadCommandsTheSessionEnds() {
        String refused = "-ERR authorization first\r\n";
        assertThat(talk("STAT\r\n".repeat(60)))
                .isEqualTo(PLAIN_GREETING + refused.repeat(Authorization.BAD_COMMANDS + 1));
        assertThat(talk("STAT\r\n".repeat(50) + "QUIT\r\n"))
                .isEqualTo(PLAIN_GREETING + refused.repeat(Authorization.BAD_COMMANDS) + "+OK \r\n");
    }

    @Test
    void noSequenceOfCommandsOpensAMailboxWithoutAPassword() {
        opening = new Opening.Denied(Denial.WRONG);
        Fuzz.rounds(1000, random -> {
            String said = talk(
                    Fuzz.bent(random, "USER joe\r\nPASS x\r\n", "CAPA\r\nSTLS\r\nNOOP\r\n", "STAT\r\nRETR 1\r\n"),
                    Fuzz.bent(random, "APOP joe 01\r\nQUIT\r\n", "LIST\r\nDELE 1\r\n", "PASS\r\nUSER\r\n"));
            assertThat(said).startsWith(PLAIN_GREETING).endsWith("\r\n").doesNotContain("A: b");
            assertThat(maildrop.finished()).isNull();
        });
    }
}
