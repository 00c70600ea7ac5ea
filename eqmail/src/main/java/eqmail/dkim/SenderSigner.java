package eqmail.dkim;

import eqmail.log.Log;
import eqmail.mail.Address;
import eqmail.mail.Body;
import java.io.IOException;

/**
 * What qmail-sdkim decides about one message: whose key signs it, and what the log says about it. In process:
 *
 * <pre>{@code
 * SigningKeys keys = new KeyStore(KeyFiles.of(home), System::nanoTime);              // once
 * SenderSigner signer = new SenderSigner(keys, new Signer(clock), "me.example");     // once
 * switch (signer.sign(sender, body)) {                                               // for each message
 *     case SenderSigner.Signed signed -> send(signed.fields() + message);            // fields in unix form
 *     case SenderSigner.Unsigned unsigned -> send(message);
 *     case SenderSigner.Illegal illegal -> refuse();
 * }
 * }</pre>
 *
 * <p>Each outcome has a line for the log. Signing must be the last change of a message.
 */
public final class SenderSigner {
    /** What the original takes in a sender's domain beside letters and digits. */
    private static final String ALSO_LEGAL = "!#$%*/?|^{}`~&'+=_.-";

    private final SigningKeys keys;
    private final Signer signer;
    private final String defaultDomain;

    /** {@code defaultDomain} signs for the empty sender. */
    public SenderSigner(SigningKeys keys, Signer signer, String defaultDomain) {
        this.keys = keys;
        this.signer = signer;
        this.defaultDomain = defaultDomain;
    }

    /** What came of it. */
    public sealed interface Outcome {
        /** For the log, without its tag {@code qmail-dkim}. */
        String line();
    }

    /** {@code fields} go in front of the message; unix form, each ends in LF. */
    public record Signed(String fields, String line) implements Outcome {}

    /** There is no key for it, or none that can be used; it goes as it is. */
    public record Unsigned(String line) implements Outcome {}

    /** The sender is no address; the message must not go. */
    public record Illegal(String line) implements Outcome {}

    /**
     * Signs {@code message} for its envelope sender.
     *
     * @throws IOException when the message cannot be read
     */
    public Outcome sign(String sender, Body message) throws IOException {
        String identity = sender.isEmpty() ? "@" + defaultDomain : sender;
        String domain = Address.domain(identity);
        String shown = Log.printable(identity);
        if (!legal(domain)) {
            return new Illegal("alert: Address " + shown + " contains illegal characters.");
        }
        try {
            var found = keys.of(domain);
            if (found.isEmpty()) {
                return new Unsigned("No DKIM key found for " + shown);
            }
            String fields = signer.sign(message, found.get(), identity);
            String line =
                    "created DKIM signature for " + shown + " (" + found.get().domain() + ")";
            return new Signed(fields, line);
        } catch (UnusableKeyException | HeaderTooLongException e) {
            return new Unsigned("warning: " + Log.printable(String.valueOf(e.getMessage())) + " - message not signed!");
        }
    }

    private static boolean legal(String domain) {
        return domain.chars()
                .allMatch(c -> (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= '0' && c <= '9')
                        || ALSO_LEGAL.indexOf(c) >= 0);
    }
}
