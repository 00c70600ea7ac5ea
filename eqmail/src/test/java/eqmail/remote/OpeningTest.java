package eqmail.remote;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.log.Log;
import eqmail.remote.CutConnection.End;
import eqmail.time.Deadline;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpeningTest {
    private static final Target TARGET = new Target(InetAddress.ofLiteral("2001:db8::1"), 25, "");

    private static Opening.Opened open(CutConnection connection) {
        Peer peer = new Peer(connection, Worlds.SECOND, Deadline.in(Duration.ofMinutes(1)));
        return new Opening(peer, TARGET, Worlds.settings(), new StartTls(Worlds.tls(), TARGET, false), Log.none())
                .open();
    }

    private static String report(Opening.Opened opened) {
        return ((Opening.Opened.Over) opened).report().records();
    }

    @Test
    void saysEhloAndSeesPipelining() {
        CutConnection connection = new CutConnection("220 x\r\n250-x\r\n250-SIZE 1\r\n250 PIPELINING\r\n", End.SILENT);
        assertThat(open(connection)).isInstanceOfSatisfying(Opening.Opened.Ready.class, ready -> {
            assertThat(ready.session().pipelining()).isTrue();
            assertThat(ready.session().messages()).isZero();
        });
        assertThat(connection.heard()).isEqualTo("EHLO me.example\r\n");
    }

    @Test
    void fallsBackToHelo() {
        CutConnection connection = new CutConnection("220 x\r\n502 PIPELINING\r\n250 PIPELINING\r\n", End.SILENT);
        assertThat(open(connection))
                .isInstanceOfSatisfying(
                        Opening.Opened.Ready.class,
                        ready -> assertThat(ready.session().pipelining()).isFalse());
        assertThat(connection.heard()).isEqualTo("EHLO me.example\r\nHELO me.example\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"400 x\r\n", "421 x\r\n", "499-a\r\n499 b\r\n"})
    void leavesABusyServerWithoutAWord(String greeting) {
        CutConnection connection = new CutConnection(greeting, End.SILENT);
        assertThat(open(connection)).isInstanceOf(Opening.Opened.Busy.class);
        assertThat(connection.heard()).isEmpty();
        assertThat(connection.closed()).isTrue();
    }

    @Test
    void reportsARefusedGreetingForGood() {
        CutConnection connection = new CutConnection("554 no\r\n", End.SILENT);
        assertThat(report(open(connection)))
                .isEqualTo("DConnected to 2001:db8::1 but greeting failed.\nRemote host said: 554 no\n\0");
        assertThat(connection.heard()).isEqualTo("QUIT\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"250 x\r\n", "600 x\r\n", "221 x\r\n", "abc\r\n"})
    void reportsAnyOtherGreetingForNow(String greeting) {
        assertThat(report(open(new CutConnection(greeting, End.SILENT))))
                .startsWith("ZConnected to 2001:db8::1 but greeting failed.\n");
    }

    @Test
    void reportsThatOurNameIsNotLiked() {
        assertThat(report(open(new CutConnection("220 x\r\n550 a\r\n550 b\r\n", End.SILENT))))
                .isEqualTo("ZConnected to 2001:db8::1 but my name was rejected.\nRemote host said: 550 b\n\0");
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void reportsADeadConnectionWhereverItDies(End end) {
        for (String all : new String[] {"220-a\r\n220 b\r\n250-x\r\n250 y\r\n", "220 a\r\n500 x\r\n250 y\r\n"}) {
            for (int length = 0; length < all.length(); length++) {
                CutConnection connection = new CutConnection(all.substring(0, length), end);
                assertThat(report(open(connection)))
                        .as(all.substring(0, length))
                        .isEqualTo("ZConnected to 2001:db8::1 but connection died. (#4.4.2)\n\0");
                assertThat(connection.closed()).isTrue();
            }
        }
    }

    @Test
    void reportsADeadConnectionWhereverAWriteFails() {
        for (int taken = 0; taken < "EHLO me.example\r\n".length(); taken++) {
            CutConnection connection = new CutConnection("220 a\r\n250 y\r\n", End.SILENT, taken, 100);
            assertThat(report(open(connection))).contains("connection died");
        }
    }

    @Test
    void findsAKeywordAsAWholeWordAfterTheFirstLine() {
        assertThat(Opening.offers(new Reply(250, "250-PIPELINING\n250 x\n"), "PIPELINING"))
                .isFalse();
        assertThat(Opening.offers(new Reply(250, "250-x\n250 pipelining\n"), "PIPELINING"))
                .isTrue();
        assertThat(Opening.offers(new Reply(250, "250-x\n250 PIPELINING now\n"), "PIPELINING"))
                .isTrue();
        assertThat(Opening.offers(new Reply(250, "250-x\n250 PIPELININGS\n"), "PIPELINING"))
                .isFalse();
        assertThat(Opening.offers(new Reply(250, "250-x\n250 X-PIPELINING\n250"), "PIPELINING"))
                .isFalse();
    }
}
