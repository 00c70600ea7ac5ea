package eqmail.dkim;

import eqmail.dns.Answer;
import eqmail.dns.FakeResolver;
import eqmail.fs.MemoryBody;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** A domain with a key, for tests of other rooms: what it signs, and a verifier that knows its key. */
public final class SignedMessage {
    /** When it signs and verifies. */
    public static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

    private static final String DOMAIN = "example.org";

    private final KeyPair pair;

    private SignedMessage(KeyPair pair) {
        this.pair = pair;
    }

    /** A fresh key of {@code example.org}. */
    public static SignedMessage domain() {
        try {
            return new SignedMessage(KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@code message}, in unix form, with the domain's signature. */
    public String sign(String message) throws IOException {
        KeyText.Secret secret = new KeyText.Secret(Algorithm.ED25519_SHA256, pair.getPrivate());
        SigningKeys.Domain keys = new SigningKeys.Domain(DOMAIN, List.of(new SigningKey("s1", secret)));
        return new Signer(InstantSource.fixed(NOW)).sign(MemoryBody.of(message), keys, "@" + DOMAIN) + message;
    }

    /** The key in PEM, as a key file has it. */
    public String pem() {
        return KeyText.pem("PRIVATE KEY", pair.getPrivate().getEncoded());
    }

    /** A zone with the key under selector {@code s1}. */
    public FakeResolver zone() {
        String record = "v=DKIM1; k=ed25519; p=" + KeyText.published(Algorithm.ED25519_SHA256, pair.getPublic());
        return new FakeResolver().answer("s1._domainkey." + DOMAIN + " TXT", new Answer.Found<>(List.of(record), 60));
    }

    /** Knows the key. */
    public Verifier verifier() {
        return new Verifier(zone(), InstantSource.fixed(NOW));
    }
}
