package eqmail.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.net.Dialogue;
import eqmail.smtpd.ScriptedPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransactionTest {
    private static final Duration LONG = Duration.ofMinutes(20);

    private final FakeMaildrop maildrop = new FakeMaildrop("A: b\n\none\n.two\nthree\n", "S: t\n\n", "");

    static String talk(Maildrop maildrop, Manner manner, String... packets) {
        ScriptedPeer client = new ScriptedPeer(packets);
        Dialogue dialogue = new Dialogue(client, System::nanoTime, LONG, LONG);
        try {
            new Transaction(dialogue, new Commands(dialogue, LONG), maildrop, manner, List.of("TOP", "UIDL")).run();
        } catch (IOException gone) {
            // A client that is gone has heard all there is to hear.
        }
        return client.transcript().substring("+OK \r\n".length());
    }

    private String standard(String... packets) {
        return talk(maildrop, Manner.STANDARD, packets);
    }

    private String original(String... packets) {
        return talk(maildrop, Manner.ORIGINAL, packets);
    }

    @Test
    void deletedMessagesCountNoMoreWhereTheStandardRules() {
        assertThat(standard("DELE 1\r\nSTAT\r\n")).isEqualTo("+OK \r\n+OK 2 6\r\n");
        assertThat(original("DELE 1\r\nSTAT\r\n")).isEqualTo("+OK \r\n+OK 3 6\r\n");
    }

    @Test
    void theStandardHasNoBlankLineBehindAMessage() {
        assertThat(standard("RETR 1\r\n")).isEqualTo("+OK \r\nA: b\r\n\r\none\r\n..two\r\nthree\r\n.\r\n");
        assertThat(original("RETR 1\r\n")).isEqualTo("+OK \r\nA: b\r\n\r\none\r\n..two\r\nthree\r\n\r\n.\r\n");
        assertThat(standard("RETR 3\r\n")).isEqualTo("+OK \r\n.\r\n");
    }

    @Test
    void topShowsTheHeaderAndSoManyLines() {
        assertThat(standard("TOP 1 0\r\n")).isEqualTo("+OK \r\nA: b\r\n\r\n.\r\n");
        assertThat(standard("TOP 1   2\r\n")).isEqualTo("+OK \r\nA: b\r\n\r\none\r\n..two\r\n.\r\n");
        assertThat(standard("TOP 1 99\r\n")).isEqualTo(standard("RETR 1\r\n"));
        assertThat(standard("TOP 1 18446744073709551615\r\n")).isEqualTo(standard("RETR 1\r\n"));
    }

    @Test
    void numbersAreNeverBelieved() {
        assertThat(standard("DELE 0\r\nDELE 4\r\nDELE -1\r\nDELE 18446744073709551615\r\nDELE 4294967297\r\nDELE\r\n"))
                .isEqualTo("-ERR messages are counted from 1\r\n-ERR not that many messages\r\n-ERR syntax error\r\n"
                        + "-ERR not that many messages\r\n-ERR not that many messages\r\n-ERR syntax error\r\n");
    }

    @Test
    void capabilitiesAreOfTheStandard() {
        assertThat(standard("CAPA\r\n")).isEqualTo("+OK \r\nTOP\r\nUIDL\r\n.\r\n");
        assertThat(original("CAPA\r\n")).isEqualTo("-ERR unimplemented\r\n");
    }

    @Test
    void onlyQuitChangesAnything() {
        standard("DELE 2\r\n");
        assertThat(maildrop.finished()).isNull();
        assertThat(standard("DELE 2\r\nRSET\r\nDELE 1\r\nQUIT\r\nSTAT\r\n"))
                .isEqualTo("+OK \r\n+OK \r\n+OK \r\n+OK \r\n");
        assertThat(maildrop.finished()).hasToString("{0}");
    }

    @Test
    void whatCouldNotBeRemovedIsSaid() {
        maildrop.stubborn(2);
        String fault = "-ERR unable to unlink all deleted messages\r\n";
        assertThat(standard("DELE 1\r\nDELE 2\r\nQUIT\r\n")).isEqualTo("+OK \r\n+OK \r\n" + fault);
        assertThat(original("DELE 1\r\nDELE 2\r\nQUIT\r\n")).isEqualTo("+OK \r\n+OK \r\n" + fault + fault + "+OK \r\n");
    }

    @Test
    void aLineWithoutEndIsOneUnknownCommand() {
        assertThat(standard("X".repeat(70_000) + "\r\nNOOP\r\n")).isEqualTo("-ERR unimplemented\r\n+OK \r\n");
        assertThat(standard("X".repeat(70_000))).isEmpty();
    }
}
