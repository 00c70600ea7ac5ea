package eqmail.dkim;

import eqmail.bytes.Latin1;
import eqmail.bytes.Scan;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A DKIM-Signature field whose parts make sense (RFC 6376 3.5, 6.1.1). Signatures of the drafts before v=1, and q=dns of
 * that time, are taken as they are: what they sign is as well signed.
 *
 * @param header how the header is written down
 * @param body how the body is
 * @param domain d=, as written
 * @param selector s=, as written
 * @param identity i=, decoded; {@code @domain} without one
 * @param names h=, in lower case
 * @param bodyHash bh=, decoded
 * @param base64 b= without white space
 * @param length l=; bytes of the canonical body that are signed
 * @param expiry x=; seconds since 1970
 */
record SignatureField(
        Algorithm algorithm,
        Canon header,
        Canon body,
        String domain,
        String selector,
        String identity,
        List<String> names,
        String bodyHash,
        String base64,
        OptionalLong length,
        OptionalLong expiry) {
    /** Name of the field, in lower case. */
    static final String NAME = "dkim-signature";

    /** A key of 8192 bits makes 1400 characters, a long list of fields some hundred. */
    static final int MOST_BYTES = 16 * 1024;

    /** Tag values of seconds and sizes have at most so many digits (RFC 6376 3.5); ours fit a long. */
    private static final int MOST_DIGITS = 18;

    /** @throws Unverifiable if something required is missing or anything is wrong */
    static SignatureField parse(HeaderBlock.Field field) throws Unverifiable {
        if (field.raw().length() > MOST_BYTES) {
            throw new Unverifiable(Fault.SIGNATURE_TOO_LONG);
        }
        TagList tags = TagList.parse(field.value());
        if (!tags.get("v").orElse("1").equals("1")) {
            throw new Unverifiable(Fault.UNKNOWN_VERSION);
        }
        String[] canon = tags.compact("c").orElse("simple/simple").split("/", -1);
        if (canon.length > 2) {
            throw new Unverifiable(Fault.UNKNOWN_CANON);
        }
        Optional<List<String>> queries = tags.parts("q");
        if (queries.isPresent() && queries.get().stream().noneMatch(SignatureField::isDnsQuery)) {
            throw new Unverifiable(Fault.UNKNOWN_QUERY);
        }
        String domain = domainName(tags.required("d"));
        OptionalLong expiry = number(tags, "x");
        OptionalLong time = number(tags, "t");
        if (expiry.isPresent() && time.isPresent() && expiry.getAsLong() <= time.getAsLong()) {
            throw new Unverifiable(Fault.EXPIRED_AT_BIRTH);
        }
        return new SignatureField(
                algorithm(tags.required("a")),
                Canon.of(canon[0]),
                canon.length == 1 ? Canon.SIMPLE : Canon.of(canon[1]),
                domain,
                domainName(tags.required("s")),
                identity(tags, domain),
                names(tags),
                decoded(tags.required("bh")),
                tags.required("b"),
                number(tags, "l"),
                expiry);
    }

    private static boolean isDnsQuery(String query) {
        return Latin1.equalsIgnoreCase(query, "dns/txt") || Latin1.equalsIgnoreCase(query, "dns");
    }

    private static Algorithm algorithm(String word) throws Unverifiable {
        Optional<Algorithm> known = Algorithm.of(word);
        if (known.isEmpty()) {
            boolean sha1 = Latin1.equalsIgnoreCase(word, "rsa-sha1");
            throw new Unverifiable(sha1 ? Fault.SHA1 : Fault.UNKNOWN_ALGORITHM);
        }
        return known.get();
    }

    private static String identity(TagList tags, String domain) throws Unverifiable {
        Optional<String> written = tags.compact("i");
        String identity = written.isEmpty() ? "@" + domain : QuotedPrintable.decode(written.get());
        int at = identity.lastIndexOf('@');
        String host = Latin1.lower(identity.substring(at + 1));
        if (at < 0 || !(host.equals(Latin1.lower(domain)) || host.endsWith("." + Latin1.lower(domain)))) {
            throw new Unverifiable(Fault.FOREIGN_IDENTITY);
        }
        return identity;
    }

    private static List<String> names(TagList tags) throws Unverifiable {
        List<String> names = new ArrayList<>();
        for (String name : Latin1.lower(tags.required("h")).split(":", -1)) {
            if (name.isEmpty()) {
                throw new Unverifiable(Fault.MALFORMED);
            }
            names.add(name);
        }
        if (!names.contains("from")) {
            throw new Unverifiable(Fault.UNSIGNED_FROM);
        }
        return List.copyOf(names);
    }

    private static OptionalLong number(TagList tags, String tag) throws Unverifiable {
        Optional<String> text = tags.compact(tag);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        int digits = Scan.digits(text.get(), 0);
        if (digits == 0 || digits != text.get().length()) {
            throw new Unverifiable(Fault.MALFORMED);
        }
        // The format allows 76 digits of a size; no body is as long as either.
        return OptionalLong.of(digits > MOST_DIGITS ? Long.MAX_VALUE : Scan.value(text.get(), 0, digits));
    }

    /** The bytes that a value in base64 stands for. */
    static String decoded(String base64) throws Unverifiable {
        try {
            return Latin1.string(Base64.getDecoder().decode(Latin1.bytes(base64)));
        } catch (IllegalArgumentException e) {
            throw new Unverifiable(Fault.MALFORMED);
        }
    }

    /** b=, decoded. */
    String signature() throws Unverifiable {
        return decoded(base64);
    }

    private static String domainName(String name) throws Unverifiable {
        if (!DomainName.valid(name)) {
            throw new Unverifiable(Fault.BAD_NAME);
        }
        return name;
    }

    /** The field with an empty b=, as it goes into its own hash (RFC 6376 3.7). */
    static String withoutValue(String raw) {
        int spec = raw.indexOf(':') + 1;
        while (spec > 0) {
            int end = raw.indexOf(';', spec);
            int stop = end < 0 ? raw.length() : end;
            int equals = raw.indexOf('=', spec);
            if (equals >= 0
                    && equals < stop
                    && raw.substring(spec, equals).strip().equals("b")) {
                return raw.substring(0, equals + 1) + raw.substring(stop);
            }
            spec = end + 1;
        }
        return raw;
    }
}
