package eqmail.auth;

import eqmail.bytes.Latin1;
import java.util.Optional;

/** The SASL mechanisms, in the order in which eQmail lists them. */
public enum Mechanism {
    /** User and password on two lines; never became a standard, and every mail program knows it. */
    LOGIN("LOGIN"),
    /** Both on one line (RFC 4616). */
    PLAIN("PLAIN"),
    /** The password stays unseen (RFC 2195). */
    CRAM_MD5("CRAM-MD5");

    private final String word;

    Mechanism(String word) {
        this.word = word;
    }

    /** Its name in SMTP. */
    public String word() {
        return word;
    }

    /** The one called {@code name}, in capitals or not. */
    public static Optional<Mechanism> named(String name) {
        for (Mechanism each : values()) {
            if (Latin1.equalsIgnoreCase(each.word, name)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
