package eqmail.remote;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.auth.Mechanism;
import eqmail.bytes.Latin1;
import eqmail.remote.CutConnection.End;
import eqmail.time.Deadline;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which login a relay gets, and what the outcome does to the delivery. */
class RelayLoginTest {
    private static final Relay.Login LOGIN = new Relay.Login("joe", "s3cret word");
    private static final Target TARGET =
            new Target(InetAddress.ofLiteral("192.0.2.1"), 587, "relay.example", Optional.of(LOGIN));
    private static final String CHALLENGE = "<1896.697170952@postoffice.reston.mci.net>";

    private final List<String> log = new ArrayList<>();
    private boolean clear = true;

    private static Optional<Mechanism> choose(String line, boolean encrypted, boolean clear) {
        return RelayLogin.choose(new Reply(250, "250-x\n250-" + line + "\n250 SIZE\n"), encrypted, clear);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(Latin1.bytes(text));
    }

    private Opening.Opened open(CutConnection connection) {
        RemoteSettings settings = new RemoteSettings(
                "me.example", Worlds.SECOND, Worlds.SECOND, new SmtpRoutes(List.of()), clear, List.of(), 100);
        Peer peer = new Peer(connection, Worlds.SECOND, Deadline.in(Duration.ofMinutes(1)));
        return new Opening(peer, TARGET, settings, new StartTls(Worlds.tls(), TARGET, false), log::add).open();
    }

    private String refused(String server) {
        Opening.Opened opened = open(new CutConnection("220 x\r\n" + server, End.SILENT));
        assertThat(opened).isInstanceOf(Opening.Opened.Over.class);
        return ((Opening.Opened.Over) opened).report().records();
    }

    private String heard(String server, boolean authenticated) {
        CutConnection connection = new CutConnection("220 x\r\n" + server, End.SILENT);
        assertThat(open(connection))
                .isInstanceOfSatisfying(
                        Opening.Opened.Ready.class,
                        ready -> assertThat(ready.session().authenticated()).isEqualTo(authenticated));
        return connection.heard();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"AUTH LOGIN", "AUTH LOGIN PLAIN CRAM-MD5", "AUTH PLAIN LOGIN", "AUTH=LOGIN", "AUTH=LOGIN PLAIN"})
    void sendsLoginWhereEqmailDoes(String line) {
        assertThat(choose(line, false, true)).contains(Mechanism.LOGIN);
        assertThat(choose(line, true, true)).contains(Mechanism.LOGIN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "auth login",
                "AUTH PLAIN",
                "AUTH GSSAPI LOGIN",
                "AUTH LOGINX",
                "XAUTH LOGIN",
                "AUTH  LOGIN",
                "SIZE"
            })
    void sendsNoPasswordUnencryptedWhereEqmailDoesNot(String line) {
        assertThat(choose(line, false, true)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "auth login,LOGIN",
        "AUTH PLAIN,PLAIN",
        "AUTH CRAM-MD5 LOGIN PLAIN,PLAIN",
        "AUTH GSSAPI LOGIN,LOGIN",
        "AUTH CRAM-MD5,CRAM_MD5"
    })
    void findsAnyMechanismInsideTls(String line, Mechanism mechanism) {
        assertThat(choose(line, true, true)).contains(mechanism);
        assertThat(choose(line, true, false)).contains(mechanism);
    }

    @ParameterizedTest
    @ValueSource(strings = {"AUTH CRAM-MD5 LOGIN", "AUTH cram-md5", "AUTH DIGEST-MD5 CRAM-MD5 PLAIN"})
    void usesTheOneThatHidesThePasswordUnencrypted(String line) {
        assertThat(choose(line, false, true)).contains(Mechanism.CRAM_MD5);
        assertThat(choose(line, false, false)).contains(Mechanism.CRAM_MD5);
    }

    @Test
    void theFirstLineOffersNothing() {
        assertThat(RelayLogin.choose(new Reply(250, "250-AUTH LOGIN\n250 x\n"), false, true))
                .isEmpty();
    }

    @Test
    void logsInByCramMd5() {
        String heard = heard(
                "250-x\r\n250-AUTH CRAM-MD5 LOGIN\r\n250 PIPELINING\r\n334 " + base64(CHALLENGE) + "\r\n235 ok\r\n",
                true);
        String digest = eqmail.auth.CramMd5.digest(LOGIN.password(), CHALLENGE);
        assertThat(heard).isEqualTo("EHLO me.example\r\nAUTH CRAM-MD5\r\n" + base64("joe " + digest) + "\r\n");
        assertThat(log).isEmpty();
    }

    @Test
    void warnsOfAPasswordInClearText() {
        heard("250-x\r\n250 AUTH LOGIN\r\n334 a\r\n334 b\r\n235 ok\r\n", true);
        assertThat(log).containsExactly("warning: password for 192.0.2.1 sent in clear text");
    }

    @Test
    void sendsWithoutALoginAsEqmailWhereNoneIsOffered() {
        assertThat(heard("250-x\r\n250 AUTH GSSAPI\r\n", false)).isEqualTo("EHLO me.example\r\n");
        assertThat(heard("502 x\r\n250 x\r\n", false)).isEqualTo("EHLO me.example\r\nHELO me.example\r\n");
        assertThat(log).hasSize(2).allMatch(line -> line.endsWith("sending without"));
    }

    @Test
    void waitsForBetterTimesWhereClearTextIsForbidden() {
        clear = false;
        String forbidden = "ZConnected to 192.0.2.1 but it offers no safe way to log in.\n\0";
        assertThat(refused("250-x\r\n250 AUTH LOGIN PLAIN\r\n")).isEqualTo(forbidden);
        assertThat(refused("250 x\r\n")).isEqualTo(forbidden);
        assertThat(refused("502 x\r\n250 x\r\n")).isEqualTo(forbidden);
        assertThat(heard("250-x\r\n250 AUTH LOGIN CRAM-MD5\r\n334 PHg+\r\n235 ok\r\n", true))
                .contains("AUTH CRAM-MD5\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "'AUTH LOGIN,535 no',AUTH LOGIN",
        "'AUTH LOGIN,334 a,535 no',username",
        "'AUTH LOGIN,334 a,334 b,535 no',password",
        "'AUTH LOGIN,334 a,334 b,250 no',password",
        "'AUTH CRAM-MD5,500 no',AUTH CRAM-MD5",
        "'AUTH CRAM-MD5,334 !!!',AUTH CRAM-MD5",
        "'AUTH CRAM-MD5,334 PHg+,535 no',digest"
    })
    void saysWhichStepWasRefused(String talk, String step) {
        String[] lines = talk.split(",", -1);
        StringBuilder server = new StringBuilder("250-x\r\n250 " + lines[0] + "\r\n");
        for (int i = 1; i < lines.length; i++) {
            server.append(lines[i]).append("\r\n");
        }
        assertThat(refused(server.toString()))
                .isEqualTo("ZConnected to 192.0.2.1 but authentication was rejected (" + step + ").\nRemote host said: "
                        + lines[lines.length - 1] + "\n\0");
    }

    @Test
    void noReportRepeatsThePassword() {
        for (String secret : List.of("s3cret word", base64("s3cret word"), base64("\0joe\0s3cret word"))) {
            assertThat(refused("250-x\r\n250 AUTH LOGIN\r\n334 a\r\n334 b\r\n535 not " + secret + ", sorry\r\n"))
                    .contains("535 not (hidden), sorry")
                    .doesNotContain(secret);
        }
        assertThat(TARGET.toString()).contains("joe").doesNotContain("s3cret");
    }

    @Test
    void aConnectionThatDiesInTheMiddleIsReportedAsSuch() {
        String all = "250-x\r\n250 AUTH LOGIN\r\n334 a\r\n334 b\r\n235 ok\r\n";
        for (int length = 0; length < all.length(); length++) {
            assertThat(refused(all.substring(0, length))).contains("but connection died. (#4.4.2)");
        }
    }

    @Test
    void whatWouldBreakTheParameterIsEncoded() {
        assertThat(Transfer.xtext("s@x.org")).isEqualTo("s@x.org");
        assertThat(Transfer.xtext("list-return-joe=x.org+1@y")).isEqualTo("list-return-joe+3Dx.org+2B1@y");
        assertThat(Transfer.xtext("\"a b\"@\u00e4")).isEqualTo("\"a+20b\"@+E4");
    }

    @Test
    void sessionsOfOneLoginAreNotForAnother() {
        SessionPool pool = new SessionPool(() -> 0, Thread.ofVirtual().factory());
        Peer peer = new Peer(new CutConnection("", End.SILENT), Worlds.SECOND, Deadline.in(Worlds.SECOND));
        Session session = new Session(peer, TARGET, false, true);
        session.begin();
        session.ended(false);
        pool.leave(session, 10);
        Target anonymous = new Target(TARGET.address(), TARGET.port(), TARGET.host());
        Target other =
                new Target(TARGET.address(), TARGET.port(), TARGET.host(), Optional.of(new Relay.Login("joe", "new")));
        assertThat(pool.take(List.of(anonymous, other))).isEmpty();
        assertThat(pool.take(List.of(TARGET))).containsSame(session);
    }
}
