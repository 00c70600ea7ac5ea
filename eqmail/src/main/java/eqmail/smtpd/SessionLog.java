package eqmail.smtpd;

import eqmail.log.Log;

/**
 * The lines that qmail-smtpd writes: {@code qmail-smtpd: WORD: SENDER from IP to ADDRESS helo NAME} (network.md 2.9).
 * Bytes from outside are shown with their control bytes replaced, since the original lets a peer forge lines.
 */
final class SessionLog {
    private static final String NOTHING = "(null)";

    private final Log log;
    private final Client client;
    private String sender = NOTHING;
    private String address = NOTHING;
    private boolean heloKnown;

    SessionLog(Log log, Client client) {
        this.log = log;
        this.client = client;
    }

    /** Set-up is over; from now on there is a name for {@code helo}. */
    void started() {
        heloKnown = true;
    }

    /** The sender of the last accepted MAIL. */
    void sender(String accepted) {
        sender = accepted;
    }

    /** The last address of MAIL or RCPT, accepted or not. */
    void address(String parsed) {
        address = parsed;
    }

    /** Writes one line about {@code word}. */
    void event(String word) {
        log.line(Log.printable("qmail-smtpd: " + word + ": " + sender + " from " + client.ip() + " to " + address
                + " helo " + (heloKnown ? client.helo() : NOTHING)));
    }

    /** Writes one line about our own trouble, for the administrator. */
    void trouble(String text) {
        log.line(Log.printable("qmail-smtpd: " + text));
    }
}
