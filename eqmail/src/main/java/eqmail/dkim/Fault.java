package eqmail.dkim;

/** What can be wrong with a signature: in words for Authentication-Results, and as libqdkim's numbers. */
enum Fault {
    MALFORMED(-2, "malformed signature"),
    MISSING_TAG(-2, "required tag missing"),
    REPEATED_TAG(-2, "repeated tag"),
    TOO_MANY_TAGS(-2, "too many tags"),
    SIGNATURE_TOO_LONG(-2, "signature too long"),
    HEADER_TOO_LONG(-2, "header too long"),
    UNKNOWN_VERSION(-2, "unknown version"),
    UNKNOWN_ALGORITHM(-17, "unknown algorithm"),
    SHA1(-17, "rsa-sha1 is not accepted"),
    UNKNOWN_CANON(-17, "unknown canonicalization"),
    UNKNOWN_QUERY(-17, "unknown query method"),
    BAD_NAME(-2, "malformed domain or selector"),
    FOREIGN_IDENTITY(-2, "identity is not in the domain"),
    UNSIGNED_FROM(-18, "From is not signed"),
    EXPIRED_AT_BIRTH(-2, "expires before it was made"),
    EXPIRED(-5, "expired"),
    NO_KEY(-11, "no key"),
    KEY_UNAVAILABLE(-10, "key unavailable"),
    KEY_REVOKED(-8, "key revoked"),
    MALFORMED_KEY(-12, "malformed key"),
    KEY_TOO_SHORT(-12, "key too short"),
    KEY_TOO_LONG(-12, "key too long"),
    KEY_VERSION(-12, "unknown version of the key"),
    OTHER_ALGORITHM(-16, "key of another algorithm"),
    OTHER_HASH(-16, "key not for this hash"),
    OTHER_SERVICE(-12, "key not for mail"),
    NOT_FOR_SUBDOMAINS(-12, "key not for subdomains"),
    BODY_HASH(-15, "body hash did not verify"),
    BODY_TOO_SHORT(-15, "body is shorter than was signed"),
    SIGNATURE(-3, "signature did not verify");

    private final int code;
    private final String words;

    Fault(int code, String words) {
        this.code = code;
        this.words = words;
    }

    /** What {@code libqdkim -v} calls it. */
    int code() {
        return code;
    }

    String words() {
        return words;
    }

    /** The same about a text that is no signature. */
    String wordsOfRecord() {
        return this == MALFORMED ? "not a list of tags" : words;
    }

    Finding.Result result() {
        return switch (this) {
            case BODY_HASH, BODY_TOO_SHORT, SIGNATURE -> Finding.Result.FAIL;
            case KEY_UNAVAILABLE -> Finding.Result.TEMPERROR;
            default -> Finding.Result.PERMERROR;
        };
    }
}
