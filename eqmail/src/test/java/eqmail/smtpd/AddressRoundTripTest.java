package eqmail.smtpd;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.mail.Address;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What RFC 5321 4.1.2 allows as a local part arrives in the envelope as what it means. */
class AddressRoundTripTest {
    private static final String ATOM =
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~";

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aQuotedAddressIsUnderstood(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 3000; round++) {
            String address = box(random) + "@example.org";
            String argument = "TO:<" + Address.quoted(address) + "> SIZE=7";
            EnvelopeAddress parsed = EnvelopeAddress.parse(argument);
            assertThat(parsed.text()).as(argument).isEqualTo(address);
            assertThat(MailParameters.parse(argument, parsed, 0).size()).isEqualTo(7);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5})
    void everyDotStringAndQuotedStringIsTakenAtOurDomain(long seed) {
        Random random = new Random(seed);
        StringBuilder dialogue = new StringBuilder("MAIL FROM:<>\r\n");
        StringBuilder envelope = new StringBuilder("F\0");
        int count = 500;
        for (int i = 0; i < count; i++) {
            boolean dotted = random.nextBoolean();
            String meaning = dotted ? dotString(random) : printable(random);
            dialogue.append("RCPT TO:<")
                    .append(dotted ? meaning : "\"" + escaped(meaning, random) + "\"")
                    .append("@example.org>\r\n");
            envelope.append('T').append(meaning).append("@example.org\0");
        }
        Rig rig = new Rig();
        String answers = rig.say(dialogue + "DATA\r\nx\r\n.\r\n");
        assertThat(answers).startsWith("250 ok\r\n".repeat(count + 1) + "354 ");
        assertThat(rig.recording.messages().getFirst().envelopeBytes()).isEqualTo(envelope + "\0");
    }

    /** Any bytes that a command line can carry. */
    private static String box(Random random) {
        StringBuilder out = new StringBuilder();
        int length = 1 + random.nextInt(20);
        for (int i = 0; i < length; i++) {
            char c = (char) (1 + random.nextInt(255));
            out.append(c == '\n' || c == '\r' ? 'x' : c);
        }
        return out.toString();
    }

    private static String dotString(Random random) {
        StringBuilder out = new StringBuilder();
        int atoms = 1 + random.nextInt(4);
        for (int i = 0; i < atoms; i++) {
            out.append(i == 0 ? "" : ".").append(ATOM.charAt(random.nextInt(ATOM.length())));
        }
        return out.toString();
    }

    private static String printable(Random random) {
        StringBuilder out = new StringBuilder();
        int length = random.nextInt(64);
        for (int i = 0; i < length; i++) {
            out.append((char) (32 + random.nextInt(95)));
        }
        return out.toString();
    }

    private static String escaped(String text, Random random) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            out.append(c == '"' || c == '\\' || random.nextInt(6) == 0 ? "\\" : "")
                    .append(c);
        }
        return out.toString();
    }
}
