package eqmail.smtpd;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.auth.Backoff;
import eqmail.auth.Checker;
import eqmail.auth.Checker.Answer;
import eqmail.auth.Claim;
import eqmail.auth.Mechanism;
import eqmail.auth.RecentFailures;
import eqmail.bytes.Latin1;
import eqmail.log.Log;
import eqmail.spp.Plugins;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** AUTH in a session: rules that no recorded case shows, and hostile clients. */
class AuthPhaseTest {
    private static final String RIGHT = plain("joe", "right");
    private static final String WELCOME = "235 ok, joe, go ahead (#2.0.0)\r\n";
    private static final String FAILED = "535 authentication failed (#5.7.1)\r\n";
    private static final String MALFORMED = "501 malformed auth input (#5.5.4)\r\n";
    private static final String SEND = "MAIL FROM:<a@b>\r\nRCPT TO:<x@far.example>\r\nDATA\r\nx\r\n.\r\n";

    private final Rig rig = new Rig();
    private final List<Claim> claims = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private Checker checker = (claim, environment) -> {
        claims.add(claim);
        return claim.response().equals("right") ? Answer.ACCEPTED : Answer.REJECTED;
    };
    private Backoff backoff = Backoff.NONE;

    AuthPhaseTest() {
        logins(true);
    }

    private void logins(boolean always) {
        rig.logins = new Logins(
                environment -> Optional.of(checker),
                always,
                new Backoff() {
                    @Override
                    public boolean blocked(String ip, String user) {
                        return backoff.blocked(ip, user);
                    }

                    @Override
                    public void failed(String ip, String user) {
                        backoff.failed(ip, user);
                    }

                    @Override
                    public void passed(String ip, String user) {
                        backoff.passed(ip, user);
                    }
                },
                () -> 77,
                pauses::add);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(Latin1.bytes(text));
    }

    private static String plain(String user, String password) {
        return "AUTH PLAIN " + base64("\0" + user + "\0" + password) + "\r\n";
    }

    @Test
    void whoeverProvesANameMaySendAnywhere() {
        assertThat(rig.say(RIGHT + SEND))
                .startsWith(WELCOME + "250 ok\r\n250 ok\r\n354")
                .contains("250 ok ");
        String text = rig.recording.messages().getFirst().text();
        assertThat(text).contains("(joe@192.0.2.7)").contains(" with ESMTPA; ");
        assertThat(rig.env)
                .containsEntry("RELAYCLIENT", "")
                .containsEntry("TCPREMOTEINFO", "joe")
                .containsEntry("SMTPAUTHMETHOD", "plain")
                .containsEntry("SMTPAUTHUSER", "joe");
    }

    @Test
    void insideTlsTheReceivedLineShowsBoth() {
        Client client = new Client(rig.env);
        assertThat(client.protocol()).isEqualTo("SMTP");
        client.cipher("ECDHE-RSA-AES256-GCM-SHA384");
        assertThat(client.protocol()).isEqualTo("ESMTPS (ECDHE-RSA-AES256-GCM-SHA384 encrypted)");
        client.authenticate("joe");
        assertThat(client.protocol()).isEqualTo("ESMTPSA (ECDHE-RSA-AES256-GCM-SHA384 encrypted)");
    }

    @Test
    void aFailureTakesFiveSecondsWhateverTheCheckTook() {
        for (int seconds : new int[] {0, 2, 5, 9}) {
            checker = (claim, environment) -> {
                rig.now = rig.now.plusSeconds(seconds);
                return Answer.REJECTED;
            };
            pauses.clear();
            assertThat(rig.say(plain("joe", "x"))).isEqualTo(FAILED);
            assertThat(pauses.stream().mapToLong(Duration::toSeconds).sum()).isEqualTo(Math.max(0, 5 - seconds));
        }
    }

    @Test
    void whatCameBeforeAFailureIsAnsweredBeforeTheDelay() {
        List<String> seen = new ArrayList<>();
        ScriptedPeer peer = new ScriptedPeer("NOOP\r\n" + plain("joe", "x"));
        rig.logins = new Logins(
                environment -> Optional.of(checker), true, Backoff.NONE, () -> 1, time -> seen.addAll(peer.answers()));
        rig.run(peer);
        assertThat(seen.getLast()).isEqualTo("250 ok\r\n");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {
                "CRASHED,problem with child",
                "NOT_STARTED,child won't start",
                "NOT_RUNNABLE,unable to write pipe",
                "NO_PIPE,unable to open pipe"
            })
    void troubleOfTheCheckerIsTold(Answer answer, String what) {
        checker = (claim, environment) -> answer;
        assertThat(rig.say(RIGHT + "NOOP\r\n"))
                .isEqualTo("454 oops, " + what + " and I can't auth (#4.3.0)\r\n250 ok\r\n");
        assertThat(pauses).isEmpty();
    }

    @Test
    void neitherTwiceNorDuringATransaction() {
        assertThat(rig.say(RIGHT + RIGHT)).isEqualTo(WELCOME + "503 you're already authenticated (#5.5.0)\r\n");
        assertThat(rig.say("MAIL FROM:<a@b>\r\n" + RIGHT + "RSET\r\n" + RIGHT))
                .isEqualTo("250 ok\r\n503 no auth during mail transaction (#5.5.0)\r\n250 flushed\r\n" + WELCOME);
    }

    @Test
    void aSecondNameAfterAnotherFailedIsAnotherTry() {
        assertThat(rig.say(plain("joe", "x") + RIGHT + SEND)).startsWith(FAILED + WELCOME + "250 ok\r\n250 ok\r\n354");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CRAM-MD5", "cram-md5", "Cram-mD5"})
    void tlsRequiredLeavesCramMd5AloneInAnyCase(String word) {
        rig.env.put("TLSREQUIRED", "1");
        String challenge = base64("<77.1795342830@mail.example.org>");
        assertThat(rig.say("AUTH " + word + "\r\n" + base64("joe right") + "\r\n"))
                .isEqualTo("334 " + challenge + "\r\n" + WELCOME);
        assertThat(rig.say(RIGHT)).startsWith("538 ");
        assertThat(rig.say("AUTH\r\nAUTH X\r\n")).matches("(538 .*\r\n){2}");
    }

    @Test
    void submissionNamesThePortToo() {
        rig.env.putAll(Map.of("TCPLOCALPORT", "2587", "SUBMISSION", "2587"));
        assertThat(rig.say("MAIL FROM:<a@b>\r\n")).startsWith("530 ");
        assertThat(rig.say(RIGHT + "MAIL FROM:<a@b>\r\n")).isEqualTo(WELCOME + "250 ok\r\n");
        rig.env.put("SUBMISSIONPORT", "587");
        assertThat(rig.say("MAIL FROM:<a@b>\r\n")).isEqualTo("250 ok\r\n");
    }

    @Test
    void ehloListsWhatTheCheckerCanServeUnlessItIsTheCommand() {
        Set<Mechanism> some = EnumSet.of(Mechanism.LOGIN, Mechanism.PLAIN);
        checker = new Checker() {
            @Override
            public Answer check(Claim claim, Map<String, String> environment) {
                return Answer.REJECTED;
            }

            @Override
            public Set<Mechanism> mechanisms() {
                return some;
            }
        };
        assertThat(rig.say("EHLO x\r\n")).endsWith("250 AUTH LOGIN PLAIN CRAM-MD5\r\n");
        logins(false);
        assertThat(rig.say("EHLO x\r\n")).endsWith("250 AUTH LOGIN PLAIN\r\n");
        rig.env.put("TLSREQUIRED", "1");
        assertThat(rig.say("EHLO x\r\n")).endsWith("250 SIZE 0\r\n");
        some.add(Mechanism.CRAM_MD5);
        assertThat(rig.say("EHLO x\r\n")).endsWith("250 AUTH CRAM-MD5\r\n");
        rig.env.remove("TLSREQUIRED");
        some.clear();
        assertThat(rig.say("EHLO x\r\n")).endsWith("250 SIZE 0\r\n");
    }

    @Test
    void theNameInTheAnswerCannotForgeLines() {
        assertThat(rig.say(plain("j\r\n250 x", "right"))).isEqualTo("235 ok, j??250 x, go ahead (#2.0.0)\r\n");
        assertThat(rig.say(plain("j\r\n x", "right") + SEND)).contains("250 ok ");
        assertThat(rig.recording.messages().getFirst().text()).contains("(j???x@192.0.2.7)");
    }

    @Test
    void aPluginMayRefuseAProvenName() {
        List<String> seen = new ArrayList<>();
        rig.plugins = new OnlyAuth(exchange -> {
            seen.add(exchange.environment().get("SMTPAUTHMETHOD") + " "
                    + exchange.environment().get("SMTPAUTHUSER"));
            exchange.reply("550 not you");
            return Plugins.Decision.REFUSED;
        });
        assertThat(rig.say(RIGHT + SEND)).startsWith("550 not you\r\n250 ok\r\n553 ");
        assertThat(seen).containsExactly("plain joe");
        rig.plugins = new OnlyAuth(exchange -> Plugins.Decision.CLOSE);
        assertThat(rig.run(new ScriptedPeer(RIGHT + "NOOP\r\n"))).isEqualTo(Session.DONE);
    }

    @Test
    void guessingEndsTheSession() {
        String guesses = plain("joe", "x").repeat(SmtpdLimits.FAILED_LOGINS - 1);
        assertThat(rig.say(guesses + "NOOP\r\n")).endsWith(FAILED + "250 ok\r\n");
        ScriptedPeer peer = new ScriptedPeer(guesses + plain("ann", "x") + "NOOP\r\n");
        assertThat(rig.run(peer)).isEqualTo(Session.FAILED);
        assertThat(peer.transcript()).endsWith(FAILED + "421 too many failed logins, closing (#4.7.0)\r\n");
        assertThat(rig.log.getLast()).startsWith("qmail-smtpd: too many failed logins: ");
    }

    @Test
    void guessingFromManySessionsIsPutOffWithoutACheck() {
        backoff = new RecentFailures(() -> 0, Log.none());
        for (int i = 0; i < 10; i++) {
            assertThat(rig.say(plain("joe" + i, "x"))).isEqualTo(FAILED);
        }
        assertThat(claims).hasSize(10);
        assertThat(rig.say(RIGHT)).isEqualTo("454 too many failed logins, try again later (#4.7.0)\r\n");
        assertThat(claims).hasSize(10);
        assertThat(pauses).hasSize(11);
        rig.env.put("TCPREMOTEIP", "192.0.2.8");
        assertThat(rig.say(RIGHT)).isEqualTo(WELCOME);
    }

    @Test
    void guessesThatAreCheckedSideBySideTellNoMoreThanOneAfterTheOther() {
        backoff = new RecentFailures(() -> 0, Log.none());
        checker = (claim, environment) -> {
            for (int i = 0; i < 10; i++) {
                backoff.failed("192.0.2.7", "joe" + i);
            }
            return claim.response().equals("right") ? Answer.ACCEPTED : Answer.REJECTED;
        };
        String putOff = "454 too many failed logins, try again later (#4.7.0)\r\n";
        assertThat(rig.say(RIGHT)).isEqualTo(putOff);
        backoff = new RecentFailures(() -> 0, Log.none());
        assertThat(rig.say(plain("joe", "x") + SEND)).startsWith(putOff + "250 ok\r\n553 ");
    }

    @Test
    void anOversizedResponseIsMalformedAndTheSessionGoesOn() {
        for (int length : new int[] {12289, 65536, 3_000_000}) {
            assertThat(rig.say("AUTH PLAIN\r\n" + "A".repeat(length) + "\r\nNOOP\r\n"))
                    .isEqualTo("334 \r\n" + MALFORMED + "250 ok\r\n");
        }
        assertThat(rig.say("AUTH PLAIN " + "A".repeat(20_000) + "\r\nNOOP\r\n")).isEqualTo(MALFORMED + "250 ok\r\n");
        assertThat(rig.say("AUTH PLAIN " + "A".repeat(70_000) + "\r\nNOOP\r\n"))
                .isEqualTo("500 unrecognised (#5.5.2)\r\n250 ok\r\n");
        assertThat(claims).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "=", "x", "!!!!", "AGpvZQ=", "AGpvZQBy aWdodA=="})
    void malformedResponsesReachNoChecker(String line) {
        assertThat(rig.say("AUTH PLAIN\r\n" + line + "\r\n")).isEqualTo("334 \r\n" + MALFORMED);
        assertThat(rig.say("AUTH CRAM-MD5\r\n" + line + "\r\n")).endsWith(MALFORMED);
        assertThat(claims).isEmpty();
        assertThat(pauses).isEmpty();
    }

    @Test
    void endlessMalformedResponsesEndTheSession() {
        ScriptedPeer peer = new ScriptedPeer("AUTH PLAIN !\r\n".repeat(1000));
        assertThat(rig.run(peer)).isEqualTo(Session.FAILED);
        assertThat(peer.transcript()).endsWith("421 too many bad commands, closing (#4.7.0)\r\n");
    }

    @Test
    void aClientThatLeavesInTheMiddleIsGone() {
        ScriptedPeer peer = new ScriptedPeer("AUTH LOGIN\r\n", base64("joe") + "\r\n");
        assertThat(rig.run(peer)).isEqualTo(Session.FAILED);
        assertThat(rig.log).singleElement().asString().startsWith("qmail-smtpd: read failed: ");
        assertThat(claims).isEmpty();
    }

    @Test
    void aClientThatFallsSilentInTheMiddleTimesOut() {
        ScriptedPeer peer = new ScriptedPeer("AUTH LOGIN\r\n", ScriptedPeer.SILENCE);
        assertThat(rig.run(peer)).isEqualTo(Session.FAILED);
        assertThat(peer.transcript()).endsWith("451 timeout (#4.4.2)\r\n");
    }

    @Test
    void aServerThatStopsDoesNotWaitForTheDelay() {
        rig.logins = new Logins(environment -> Optional.of(checker), true, Backoff.NONE, () -> 1, time -> {
            throw new InterruptedException();
        });
        assertThat(rig.run(new ScriptedPeer(plain("joe", "x")))).isEqualTo(Session.FAILED);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void passwordsAreInNoLogLine() {
        rig.say(IntStream.range(0, 30).mapToObj(i -> plain("joe", "s3cret" + i)).reduce("", String::concat));
        assertThat(rig.log).isNotEmpty().noneMatch(line -> line.contains("s3cret"));
    }

    /** Plug-ins with something to say after a right password. */
    private record OnlyAuth(Act act) implements Plugins {
        @FunctionalInterface
        private interface Act {
            Decision on(Exchange exchange) throws java.io.IOException;
        }

        @Override
        public boolean active() {
            return true;
        }

        @Override
        public boolean answerKept(Phase phase, Exchange exchange) {
            return false;
        }

        @Override
        public Decision run(Phase phase, Exchange exchange) throws java.io.IOException {
            return phase == Phase.AUTH ? act.on(exchange) : Decision.PROCEED;
        }

        @Override
        public String headers() {
            return "";
        }

        @Override
        public void forget() {
            // Nothing was collected.
        }

        @Override
        public void reset() {
            // The same.
        }
    }
}
