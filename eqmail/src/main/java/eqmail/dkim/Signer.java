package eqmail.dkim;

import eqmail.bytes.ByteInput;
import eqmail.bytes.Latin1;
import eqmail.mail.Body;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Signs messages (RFC 6376 5). The message is read once, in constant memory but for its header, and is not changed: what
 * comes out is the header fields to put in front of it. Safe for calls from many threads.
 *
 * <p>{@link SenderSigner} is the door for those who have an envelope sender and want what belongs to it.
 */
public final class Signer {
    private static final int BUFFER_BYTES = 64 * 1024;

    /** Characters of a line before it is folded (RFC 5322 2.1.1 wants 78 at most). */
    private static final int LINE = 72;

    /** An identity that would not fit a line is left out; the domain stands in for it. */
    private static final int LONGEST_IDENTITY = 200;

    private final InstantSource clock;
    private final SigningStyle style;

    /** Signs as eQmail does by default, for seven days. {@code clock} gives the time of the signature. */
    public Signer(InstantSource clock) {
        this(clock, SigningStyle.DEFAULT);
    }

    Signer(InstantSource clock, SigningStyle style) {
        this.clock = clock;
        this.style = style;
    }

    /**
     * The DKIM-Signature fields for {@code message}, one for each key, in unix form; each ends in LF.
     *
     * @param identity on whose behalf: an address or {@code @domain} in the keys' domain or below it
     * @throws IOException when the message cannot be read, or its header is larger than a signer can hold
     */
    public String sign(Body message, SigningKeys.Domain keys, String identity) throws IOException {
        HeaderBlock header;
        BodyHash hash = new BodyHash(style.body());
        try (InputStream unix = message.openUnix()) {
            ByteInput in = new ByteInput(unix, BUFFER_BYTES);
            header = HeaderBlock.read(in);
            while (in.fill()) {
                hash.update(in.array(), in.position(), in.limit());
                in.consumeTo(in.limit());
            }
        } catch (Unverifiable tooMuch) {
            throw new HeaderTooLongException(tooMuch);
        }
        StringBuilder fields = new StringBuilder();
        for (SigningKey key : keys.keys()) {
            fields.append(field(header, hash.finish(), key, keys.domain(), identity));
        }
        return fields.toString();
    }

    private String field(HeaderBlock header, byte[] hash, SigningKey key, String domain, String identity) {
        List<String> names = style.names(header);
        long now = clock.instant().getEpochSecond();
        Optional<Duration> life = style.life();
        StringBuilder field = new StringBuilder("DKIM-Signature: v=1; a=");
        field.append(key.algorithm().word()).append("; c=").append(style.canon());
        field.append(";\n\td=").append(domain).append("; s=").append(key.selector());
        field.append(";\n\tt=").append(now);
        life.ifPresent(time -> field.append("; x=").append(now + time.toSeconds()));
        String encoded = QuotedPrintable.encode(identity);
        if (encoded.length() <= LONGEST_IDENTITY) {
            field.append(";\n\ti=").append(encoded);
        }
        field.append(";\n\th=").append(folded(names));
        field.append(";\n\tbh=").append(Base64.getEncoder().encodeToString(hash));
        field.append(";\n\tb=");
        byte[] text =
                header.signedText(style.header(), names, HeaderBlock.Field.above(field.toString()), field.toString());
        return field + folded(signature(key, text)) + "\n";
    }

    private static String signature(SigningKey key, byte[] text) {
        try {
            return Latin1.string(Base64.getEncoder().encode(key.algorithm().sign(key.key(), text)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key that was read cannot sign", e);
        }
    }

    private static String folded(List<String> names) {
        StringBuilder out = new StringBuilder();
        int line = 0;
        for (String name : names) {
            if (line + name.length() > LINE) {
                out.append("\n\t");
                line = 0;
            }
            out.append(name).append(':');
            line += name.length() + 1;
        }
        return out.substring(0, out.length() - 1);
    }

    private static String folded(String base64) {
        StringBuilder out = new StringBuilder();
        for (int from = 0; from < base64.length(); from += LINE) {
            out.append(from == 0 ? "" : "\n\t");
            out.append(base64, from, Math.min(base64.length(), from + LINE));
        }
        return out.toString();
    }
}
