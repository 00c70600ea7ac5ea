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
        return sign(sender, (domain, identity) -> {
            var found = keys.of(domain);
            return found.isEmpty()
                    ? none(identity)
                    : signed(
                            signer.sign(message, found.get(), identity),
                            identity,
                            found.get().domain());
        });
    }

    /** The same by a program of others, which is given the key's file. */
    Outcome signBy(ForeignLibrary library, KeyFiles files, String sender, Body message) throws IOException {
        return sign(sender, (domain, identity) -> {
            var key = files.place(domain);
            if (key.isEmpty()) {
                return none(identity);
            }
            if (!library.exists()) {
                return notSigned("couldn't find " + library);
            }
            return library.sign(message, key.get(), identity)
                    .map(fields -> signed(fields, identity, key.get().domain()))
                    .orElseGet(() -> notSigned(library + " failed"));
        });
    }

    /** Makes an outcome for a legal domain. */
    private interface Way {
        Outcome sign(String domain, String identity) throws IOException;
    }

    private Outcome sign(String sender, Way way) throws IOException {
        String identity = sender.isEmpty() ? "@" + defaultDomain : sender;
        String domain = Address.domain(identity);
        if (!legal(domain)) {
            return new Illegal("alert: Address " + Log.printable(identity) + " contains illegal characters.");
        }
        try {
            return way.sign(domain, identity);
        } catch (UnusableKeyException | HeaderTooLongException e) {
            return notSigned(String.valueOf(e.getMessage()));
        }
    }

    private static Outcome none(String identity) {
        return new Unsigned("No DKIM key found for " + Log.printable(identity));
    }

    private static Outcome signed(String fields, String identity, String domain) {
        return new Signed(fields, "created DKIM signature for " + Log.printable(identity) + " (" + domain + ")");
    }

    private static Outcome notSigned(String why) {
        return new Unsigned("warning: " + Log.printable(why) + " - message not signed!");
    }

    private static boolean legal(String domain) {
        return domain.chars()
                .allMatch(c -> (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= '0' && c <= '9')
                        || ALSO_LEGAL.indexOf(c) >= 0);
    }
}
