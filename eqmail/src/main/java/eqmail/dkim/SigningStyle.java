package eqmail.dkim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How signatures are made: canonicalization, life time, and which fields they cover.
 *
 * @param life how long a signature counts (x=); empty for ever
 */
record SigningStyle(Canon header, Canon body, Optional<Duration> life) {
    /** RFC 6376 5.4.1 names these; what changes on the way (Received, Return-Path) is not among them. */
    private static final List<String> FIELDS = List.of(
            "from",
            "reply-to",
            "subject",
            "date",
            "to",
            "cc",
            "message-id",
            "in-reply-to",
            "references",
            "sender",
            "mime-version",
            "content-type",
            "content-transfer-encoding",
            "content-id",
            "content-description",
            "content-disposition",
            "resent-date",
            "resent-from",
            "resent-sender",
            "resent-to",
            "resent-cc",
            "resent-message-id",
            "list-id",
            "list-help",
            "list-unsubscribe",
            "list-unsubscribe-post",
            "list-subscribe",
            "list-post",
            "list-owner",
            "list-archive");

    /** What a reader sees as the letter's head: signed once more than it occurs, so that none can be added. */
    private static final Set<String> NEVER_MORE = Set.of("from", "reply-to", "subject", "to", "cc");

    /** A second one would change the letter; but a relay may rightly add the first. */
    private static final Set<String> NEVER_TWO =
            Set.of("date", "message-id", "sender", "mime-version", "content-type", "content-transfer-encoding");

    /** The style of ours: mended white space does no harm, and a signature outlives the queue of the next host. */
    static final SigningStyle DEFAULT = new SigningStyle(Canon.RELAXED, Canon.RELAXED, Optional.of(Duration.ofDays(7)));

    /** h= for a message: a name for each field, and one more where another one must not be added. */
    List<String> names(HeaderBlock header) {
        List<String> names = new ArrayList<>();
        for (String name : FIELDS) {
            int present = header.count(name);
            boolean closed = NEVER_MORE.contains(name) || (present > 0 && NEVER_TWO.contains(name));
            for (int i = closed ? -1 : 0; i < present; i++) {
                names.add(name);
            }
        }
        return names;
    }

    /** c= of the signature. */
    String canon() {
        return header.word() + "/" + body.word();
    }
}
