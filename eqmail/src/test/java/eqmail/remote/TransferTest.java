package eqmail.remote;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.mail.Body;
import eqmail.remote.CutConnection.End;
import eqmail.time.Deadline;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransferTest {
    private static final String IP = "192.0.2.1";
    private static final Target TARGET = new Target(InetAddress.ofLiteral(IP), 25, "");
    private static final Body HELLO = new TextBody("Subject: t\n\nhello\n.\n");
    private static final List<String> TWO = List.of("a@example.net", "b@example.net");
    private static final String COMMANDS =
            "MAIL FROM:<s@x.org>\r\nRCPT TO:<a@example.net>\r\nRCPT TO:<b@example.net>\r\nDATA\r\n";
    private static final String REPLIES = "250 s\r\n250 a\r\n250-b\r\n250 b\r\n354 go\r\n250 taken\r\n";
    private static final String TEXT = "Subject: t\r\n\r\nhello\r\n..\r\n.\r\n";

    private static Session session(CutConnection connection, boolean pipelining) {
        Peer peer = new Peer(connection, Worlds.SECOND, Deadline.in(Duration.ofMinutes(1)));
        return new Session(peer, TARGET, pipelining, false);
    }

    private static String send(CutConnection connection, boolean pipelining) {
        return records(new Transfer(session(connection, pipelining)).send("s@x.org", TWO, HELLO));
    }

    private static String records(Optional<Report> report) {
        return report.orElseThrow().records();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void sendsTheMessage(boolean pipelining) {
        CutConnection connection = new CutConnection(REPLIES, End.SILENT);
        Session session = session(connection, pipelining);
        String records = records(new Transfer(session).send("s@x.org", TWO, HELLO));
        assertThat(records).isEqualTo("r\0r\0K" + IP + " accepted message.\nRemote host said: 250 taken\n\0");
        assertThat(connection.heard()).isEqualTo(COMMANDS + TEXT);
        assertThat(session.reusable()).isTrue();
        assertThat(session.needsReset()).isFalse();
        assertThat(connection.closed()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void reportsADeadConnectionWhereverItDies(End end) {
        for (boolean pipelining : List.of(false, true)) {
            for (int length = 0; length < REPLIES.length(); length++) {
                CutConnection connection = new CutConnection(REPLIES.substring(0, length), end);
                String records = send(connection, pipelining);
                boolean dotSent = connection.heard().endsWith("\r\n.\r\n");
                String duplicate = dotSent ? "Possible duplicate! " : "";
                assertThat(records)
                        .as(REPLIES.substring(0, length))
                        .isEqualTo(accepted(length) + "ZConnected to " + IP + " but connection died. " + duplicate
                                + "(#4.4.2)\n\0");
                assertThat(connection.closed()).isTrue();
            }
        }
    }

    /** Records of recipients whose reply is whole in the first {@code length} bytes. */
    private static String accepted(int length) {
        String part = REPLIES.substring(0, length);
        return (part.contains("250 a\r\n") ? "r\0" : "") + (part.contains("250 b\r\n") ? "r\0" : "");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void reportsADeadConnectionWhereverAWriteFails(boolean pipelining) {
        String all = COMMANDS + TEXT;
        for (int taken = 0; taken < all.length(); taken++) {
            CutConnection connection = new CutConnection(REPLIES, End.SILENT, taken, 100);
            String records = send(connection, pipelining);
            assertThat(records).as("after " + taken).contains("ZConnected to " + IP + " but connection died. ");
            assertThat(records.contains("Possible duplicate"))
                    .as("after " + taken)
                    .isEqualTo(taken >= COMMANDS.length());
            assertThat(connection.closed()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "550 no\r\n250 a\r\n250 b\r\n503 no\r\n",
                "250 s\r\n550 a\r\n450 b\r\n554 no\r\n",
                "250 s\r\n250 a\r\n550 b\r\n451 no\r\n",
                "250 s\r\n250 a\r\n250 b\r\n354 go\r\n554-no\r\n554 no\r\n",
                "421 bye\r\n250 a\r\n250 b\r\n503 no\r\n",
                "xyz\r\n250 a\r\n250 b\r\n503 no\r\n",
            })
    void reportsTheSameWithAndWithoutPipelining(String replies) {
        String grouped = send(new CutConnection(replies, End.SILENT), true);
        assertThat(grouped).isEqualTo(send(new CutConnection(lockStep(replies), End.SILENT), false));
    }

    /** Without the replies to commands that are not sent one at a time after a refusal. */
    private static String lockStep(String replies) {
        boolean senderRefused = !replies.startsWith("2");
        boolean nobodyAccepted = replies.contains("550 a") && replies.contains("450 b");
        List<String> lines = replies.lines().toList();
        return String.join("\r\n", senderRefused ? lines.subList(0, 1) : nobodyAccepted ? lines.subList(0, 3) : lines)
                + "\r\n";
    }

    @Test
    void keepsASessionInOrderAfterARefusedSender() {
        CutConnection connection = new CutConnection("550 no\r\n503 a\r\n503 b\r\n503 data\r\n", End.SILENT);
        Session session = session(connection, true);
        new Transfer(session).send("s@x.org", TWO, HELLO);
        assertThat(session.reusable()).isTrue();
        assertThat(session.needsReset()).isFalse();
        assertThat(connection.heard()).isEqualTo(COMMANDS);
    }

    @Test
    void clearsRecipientsBeforeTheNextMessage() {
        CutConnection connection = new CutConnection("250 s\r\n550 a\r\n550 b\r\n503 data\r\n", End.SILENT);
        Session session = session(connection, true);
        assertThat(records(new Transfer(session).send("s@x.org", TWO, HELLO)))
                .endsWith("DGiving up on " + IP + ".\n\0");
        assertThat(session.reusable()).isTrue();
        assertThat(session.needsReset()).isTrue();
    }

    @Test
    void endsAnEmptyMessageWhenDataIsTakenForNobody() {
        CutConnection connection = new CutConnection("250 s\r\n550 a\r\n550 b\r\n354 go\r\n554 none\r\n", End.SILENT);
        Session session = session(connection, true);
        String records = records(new Transfer(session).send("s@x.org", TWO, HELLO));
        assertThat(records).endsWith("DGiving up on " + IP + ".\n\0").doesNotContain("accepted message");
        assertThat(connection.heard()).isEqualTo(COMMANDS + ".\r\n");
        assertThat(session.reusable()).isTrue();
    }

    @Test
    void hangsUpWhenTheServerSaysItCloses() {
        CutConnection connection = new CutConnection("421 bye\r\n", End.SILENT);
        Session session = session(connection, false);
        assertThat(records(new Transfer(session).send("s@x.org", TWO, HELLO)))
                .isEqualTo("ZConnected to " + IP + " but sender was rejected.\nRemote host said: 421 bye\n\0");
        assertThat(session.reusable()).isFalse();
        assertThat(connection.closed()).isTrue();
    }

    @Test
    void refusesATextWithoutItsLastLineEndAndSendsNoDot() {
        CutConnection connection = new CutConnection(REPLIES, End.SILENT);
        Session session = session(connection, false);
        String records = records(new Transfer(session).send("s@x.org", TWO, new TextBody("a\nb")));
        assertThat(records).isEqualTo("r\0r\0DSMTP cannot transfer messages with partial final lines. (#5.6.2)\n\0");
        assertThat(connection.heard()).isEqualTo(COMMANDS);
        assertThat(connection.closed()).isTrue();
        assertThat(session.reusable()).isFalse();
    }

    @Test
    void defersATextThatCannotBeRead() {
        CutConnection connection = new CutConnection(REPLIES, End.SILENT);
        String records = records(new Transfer(session(connection, true)).send("s@x.org", TWO, TextBody.unreadable()));
        assertThat(records).isEqualTo("r\0r\0ZUnable to read message. (#4.3.0)\n\0");
        assertThat(connection.closed()).isTrue();
    }

    @Test
    void neverSendsAnEndOfMessageInsideTheText() {
        for (String text : List.of("a\n.\nb\n", ".\n", "a\r\n.\r\nb\n", "\n.\n.\n..\n", "a\r.\r\nb\n", "a\n.\r\nb\n")) {
            CutConnection connection = new CutConnection(REPLIES, End.SILENT);
            String records = records(new Transfer(session(connection, false)).send("s@x.org", TWO, new TextBody(text)));
            assertThat(records).contains("accepted message");
            String sent = connection.heard().substring(COMMANDS.length());
            assertThat(("\r\n" + sent).indexOf("\r\n.\r\n")).as(text).isEqualTo(sent.length() - 3);
        }
    }

    @Test
    void sendsManyRecipientsOneByOneThoughTheServerPipelines() {
        List<String> many = IntStream.range(0, 300)
                .mapToObj(i -> "recipient" + i + "@example.net")
                .toList();
        CutConnection connection =
                new CutConnection("250 s\r\n" + "250 r\r\n".repeat(300) + "354 go\r\n250 taken\r\n", End.SILENT);
        String records = records(new Transfer(session(connection, true)).send("s@x.org", many, HELLO));
        assertThat(records).startsWith("r\0".repeat(300) + "K");
    }

    @Test
    void givesUpAReplyThatTakesTooLong() {
        CutConnection connection = new CutConnection(REPLIES, End.SILENT, Integer.MAX_VALUE, 1);
        Peer hasty = new Peer(connection, Duration.ofNanos(1), Deadline.in(Duration.ofMinutes(1)));
        assertThat(records(new Transfer(new Session(hasty, TARGET, false, false)).send("s@x.org", TWO, HELLO)))
                .isEqualTo("ZConnected to " + IP + " but connection died. (#4.4.2)\n\0");
    }

    @Test
    void givesUpADeliveryThatTakesTooLong() {
        CutConnection connection = new CutConnection(REPLIES, End.SILENT);
        Peer late = new Peer(connection, Worlds.SECOND, Deadline.in(Duration.ZERO));
        assertThat(records(new Transfer(new Session(late, TARGET, true, false)).send("s@x.org", TWO, HELLO)))
                .isEqualTo("ZConnected to " + IP + " but connection died. (#4.4.2)\n\0");
    }
}
