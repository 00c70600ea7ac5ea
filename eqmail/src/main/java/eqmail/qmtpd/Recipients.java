package eqmail.qmtpd;

import eqmail.bytes.Netstrings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The recipients of one message: those it is for, and what is to be said of each, in order (network.md 7). */
final class Recipients {
    /** So long is no address (the original's buffer). */
    static final int TOO_LONG = 1000;

    /** Most bytes of a whole list, as in an envelope of qmail-queue; each entry costs an answer. */
    static final int MOST_BYTES = 16 * 1024 * 1024;

    private static final char GOOD = 'K';
    private static final char REFUSED = 'D';
    private static final char BAD = 'B';
    private static final String REFUSED_TEXT =
            Netstrings.of("Dsorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)");
    private static final String BAD_TEXT = Netstrings.of("Dsorry, I can't handle that recipient (#5.1.3)");
    private static final String TOO_MANY_TEXT = Netstrings.of("Zsorry, too many recipients (#4.5.3)");

    private final QmtpdControls controls;
    private final Optional<String> relay;
    private final List<String> good = new ArrayList<>();
    private final StringBuilder verdicts = new StringBuilder();
    private long beyond;

    /** {@code relay}: RELAYCLIENT, which lets everything pass and is added to each address. */
    Recipients(QmtpdControls controls, Optional<String> relay) {
        this.controls = controls;
        this.relay = relay;
    }

    /** Takes an answer. */
    @FunctionalInterface
    interface Answers {
        void say(String netstring) throws IOException;
    }

    /** Reads the list, a netstring of netstrings. */
    void read(Netstrings in) throws IOException {
        long length = in.length();
        if (length > MOST_BYTES) {
            throw new Netstrings.TooLong(MOST_BYTES);
        }
        in.within(length);
        while (in.left() > 0) {
            long each = in.length();
            if (each >= in.left()) {
                throw new Netstrings.Malformed("a recipient that reaches beyond the list");
            }
            readOne(in, each);
            in.comma();
        }
        in.unlimited();
        in.comma();
    }

    private void readOne(Netstrings in, long length) throws IOException {
        if (verdicts.length() == controls.maxRecipients()) {
            in.skip(length);
            beyond++;
        } else if (length + relay.map(String::length).orElse(0) >= TOO_LONG) {
            in.skip(length);
            verdicts.append(BAD);
        } else {
            verdicts.append(judge(in.text((int) length)));
        }
    }

    private char judge(String address) throws IOException {
        if (relay.isEmpty() && !controls.rcptHosts().allows(address)) {
            return REFUSED;
        }
        if (address.indexOf('\0') >= 0) {
            return BAD;
        }
        good.add(address + relay.orElse(""));
        return GOOD;
    }

    /** Those who shall get the message. */
    List<String> good() {
        return good;
    }

    /** Answers for each of them; {@code common} is what became of the message. */
    void answer(String common, Answers answers) throws IOException {
        String netstring = Netstrings.of(common);
        for (int i = 0; i < verdicts.length(); i++) {
            answers.say(
                    switch (verdicts.charAt(i)) {
                        case GOOD -> netstring;
                        case REFUSED -> REFUSED_TEXT;
                        default -> BAD_TEXT;
                    });
        }
        for (long i = 0; i < beyond; i++) {
            answers.say(TOO_MANY_TEXT);
        }
    }
}
