package eqmail.smtpd;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.smtp.Command;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import testkit.Fuzz;

/** Command lines and headers of any bytes. */
@Timeout(600)
class CommandFuzzTest {
    private static final String[] LINES = {
        "MAIL FROM:<joe@example.org> SIZE=1000 AUTH=<>",
        "MAIL FROM:<@a,@b:\"joe \\\" x\"@example.org>  AUTH=a+2Bb+3Dc SIZE=99999999999999999999",
        "RCPT TO:<joe@[192.0.2.1]>",
        "RCPT TO: joe@[1.2.3.4] x",
        "EHLO [127.0.0.1]\r",
        "data",
        ""
    };
    private static final String[] HEADERS = {
        "Received: from a\r\n\tby b\r\nDelivered-To: x\r\nSubject: t\r\n\r\nreceived: not any more\r\n",
        "rEcEiVeDfrom\ndelivered\r\n\n\r\n.\r\n"
    };

    @Test
    void aCommandLineIsTakenApartWithoutLosingOrMakingUpBytes() {
        Fuzz.rounds(20_000, random -> {
            String line = Fuzz.bent(random, LINES);
            Command command = Command.parse(line);
            assertThat(command.verb()).doesNotContain(" ", "\0");
            assertThat(command.argument()).doesNotStartWith(" ").doesNotContain("\0");
            assertThat(Latin1.cString(line)).startsWith(command.verb());
            assertThat(line).contains(command.argument());
        });
    }

    @Test
    void anAddressIsPartOfItsArgument() {
        Fuzz.rounds(20_000, random -> {
            String argument = Command.parse(Fuzz.bent(random, LINES)).argument();
            EnvelopeAddress address = EnvelopeAddress.parse(argument);
            assertThat(address.end()).isBetween(0, argument.length());
            assertThat(address.text().length()).isLessThanOrEqualTo(argument.length());
            MailParameters parameters = MailParameters.parse(argument, address, 0);
            assertThat(parameters.auth().orElse("unknown").length()).isLessThan(argument.length() + 8);
        });
    }

    @Test
    void onlyTheDomainOfAnAddressLiteralIsReplaced() {
        AddressLiteral literal = new AddressLiteral(Optional.of("here.test"), () -> Set.of(0x01020304));
        Fuzz.rounds(20_000, random -> {
            String address = Fuzz.bent(random, "joe@[1.2.3.4]", "a@b@[1.2.3.4]", "x@[257.2.3.4]");
            String resolved = literal.resolve(address);
            int at = address.lastIndexOf('@');
            assertThat(resolved).isIn(address, address.substring(0, at + 1) + "here.test");
        });
    }

    @Test
    void hopsAreCountedHoweverAHeaderIsCut() {
        Fuzz.rounds(5_000, random -> {
            byte[] bytes = Latin1.bytes(Fuzz.bent(random, HEADERS));
            HeaderWatch whole = new HeaderWatch();
            whole.accept(bytes, 0, bytes.length);
            HeaderWatch pieces = new HeaderWatch();
            feed(pieces, bytes, random);
            assertThat(pieces.hops()).isEqualTo(whole.hops());
            assertThat(pieces.bytes()).isEqualTo(whole.bytes()).isLessThanOrEqualTo(bytes.length);
        });
    }

    private static void feed(HeaderWatch watch, byte[] bytes, Random random) {
        for (int at = 0; at < bytes.length; ) {
            int to = Math.min(bytes.length, at + 1 + random.nextInt(7));
            watch.accept(bytes, at, to);
            at = to;
        }
    }
}
