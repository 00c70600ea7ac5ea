package eqmail.send;

import eqmail.mail.Address;

/** Variable envelope return paths: a sender {@code list-@host-@[]} tells each recipient's bounces apart (addresses(5)). */
final class Verp {
    private static final String END = "-@[]";

    private Verp() {}

    /**
     * The sender that {@code recipient} sees: {@code list-box=domain@host}; any other sender as it is.
     *
     * @param recipient rewritten address, a virtual domain's prepend included
     */
    static String sender(String sender, String recipient) {
        if (!sender.endsWith(END)) {
            return sender;
        }
        String inner = sender.substring(0, sender.length() - END.length());
        if (inner.indexOf('@') < 0 || recipient.indexOf('@') < 0) {
            return sender;
        }
        return Address.box(inner) + Address.box(recipient) + "=" + Address.domain(recipient) + "@"
                + Address.domain(inner);
    }
}
