package eqmail.dkim;

import eqmail.bytes.Latin1;
import eqmail.bytes.Scan;
import java.util.List;
import java.util.Set;

/**
 * What {@code _dmarc.DOMAIN} asks others to do with mail that neither SPF nor DKIM vouches for (RFC 7489 6.3).
 *
 * @param policy none, quarantine or reject
 * @param reports where they may write about it; none if the owner does not want to know
 */
public record DmarcRecord(String policy, List<String> reports) {
    private static final Set<String> POLICIES = Set.of("none", "quarantine", "reject");
    private static final Set<String> ALIGNMENTS = Set.of("r", "s");
    private static final int WHOLE = 100;

    /** Copies the list. */
    public DmarcRecord {
        reports = List.copyOf(reports);
    }

    /** Is {@code text} such a record, well written or not? Others may stand beside it and mean nothing. */
    public static boolean is(String text) {
        return text.replaceFirst("[ \t]*=[ \t]*", "=").matches("(?s)v=DMARC1[ \t]*(;.*)?");
    }

    /**
     * Reads it. Unknown tags are for others.
     *
     * @throws IllegalArgumentException if receivers will not understand it; the message says why
     */
    public static DmarcRecord parse(String text) {
        TagList tags;
        try {
            tags = TagList.parse(text);
        } catch (Unverifiable e) {
            throw new IllegalArgumentException(e.fault().wordsOfRecord(), e);
        }
        String policy =
                Latin1.lower(tags.get("p").orElseThrow(() -> new IllegalArgumentException("there is no p= in it")));
        oneOf(POLICIES, "p", policy);
        tags.get("sp").ifPresent(value -> oneOf(POLICIES, "sp", Latin1.lower(value)));
        tags.get("adkim").ifPresent(value -> oneOf(ALIGNMENTS, "adkim", Latin1.lower(value)));
        tags.get("aspf").ifPresent(value -> oneOf(ALIGNMENTS, "aspf", Latin1.lower(value)));
        tags.get("pct").ifPresent(DmarcRecord::percent);
        for (String tag : List.of("rua", "ruf")) {
            addresses(tags, tag).forEach(address -> uri(tag, address));
        }
        return new DmarcRecord(policy, addresses(tags, "rua"));
    }

    private static List<String> addresses(TagList tags, String tag) {
        return tags.compact(tag).map(value -> List.of(value.split(",", -1))).orElse(List.of());
    }

    private static void oneOf(Set<String> allowed, String tag, String value) {
        if (!allowed.contains(value)) {
            throw new IllegalArgumentException(tag + " cannot be " + value);
        }
    }

    private static void percent(String text) {
        int digits = Scan.digits(text, 0);
        if (digits == 0 || digits < text.length() || digits > 3 || Scan.value(text, 0, digits) > WHOLE) {
            throw new IllegalArgumentException("pct cannot be " + text);
        }
    }

    private static void uri(String tag, String text) {
        if (!text.matches("(?i)mailto:[^@]+@[^@]+")) {
            throw new IllegalArgumentException(tag + " names no mailto: address: " + text);
        }
    }
}
