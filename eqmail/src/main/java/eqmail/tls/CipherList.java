package eqmail.tls;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A cipher string of OpenSSL (ciphers(1)) as suites of JSSE: names and groups with {@code :} between them, {@code A+B} for
 * what is in both, {@code -A} takes out, {@code !A} takes out for good, {@code +A} moves to the end, {@code @STRENGTH}
 * sorts by key length.
 *
 * <p>As with OpenSSL the list is about TLS 1.2; the suites of TLS 1.3 are all on unless the list names some of them or
 * takes them out. A word that is not known selects nothing and is reported, so that a typing error is seen.
 *
 * @param suites what may be agreed on, best first
 * @param unknown words that mean nothing here
 */
public record CipherList(List<String> suites, List<String> unknown) {
    /** What counts without a list. */
    public static final String DEFAULT = "DEFAULT";

    /** Groups of ciphers that nobody should use and that are not here: taking them out is fine, asking for them is not. */
    private static final Set<String> GONE = Set.of(
            "MEDIUM",
            "LOW",
            "EXP",
            "EXPORT",
            "EXPORT40",
            "EXPORT56",
            "eNULL",
            "NULL",
            "aNULL",
            "ADH",
            "AECDH",
            "aDH",
            "kDHr",
            "kDHd",
            "kDH",
            "DH",
            "kECDH",
            "kECDHr",
            "kECDHe",
            "aECDH",
            "ECDH",
            "kRSA",
            "RSA",
            "aDSS",
            "DSS",
            "3DES",
            "DES",
            "RC4",
            "RC2",
            "IDEA",
            "SEED",
            "MD5",
            "CAMELLIA",
            "CAMELLIA128",
            "CAMELLIA256",
            "ARIA",
            "ARIA128",
            "ARIA256",
            "ARIAGCM",
            "AESCCM",
            "AESCCM8",
            "PSK",
            "kPSK",
            "aPSK",
            "kECDHEPSK",
            "kDHEPSK",
            "kRSAPSK",
            "SRP",
            "kSRP",
            "aSRP",
            "GOST94",
            "GOST89MAC",
            "aGOST",
            "kGOST",
            "aGOST01",
            "SSLv2",
            "KRB5",
            "COMPLEMENTOFDEFAULT",
            "COMPLEMENTOFALL");

    private static final Map<String, Predicate<Suite>> GROUPS = Map.ofEntries(
            Map.entry("ALL", one -> true),
            Map.entry(DEFAULT, one -> true),
            Map.entry("HIGH", one -> one.bits() >= 128),
            Map.entry("FIPS", one -> !one.cipher().startsWith("CHACHA20")),
            Map.entry("TLSv1.2", one -> !one.mac().equals("SHA")),
            Map.entry("TLSv1", one -> one.mac().equals("SHA")),
            Map.entry("TLSv1.0", one -> one.mac().equals("SHA")),
            Map.entry("SSLv3", one -> one.mac().equals("SHA")),
            Map.entry("AES", one -> one.cipher().startsWith("AES")),
            Map.entry("AES128", one -> one.cipher().startsWith("AES_128")),
            Map.entry("AES256", one -> one.cipher().startsWith("AES_256")),
            Map.entry("AESGCM", one -> one.cipher().endsWith("GCM")),
            Map.entry("CBC", one -> one.cipher().endsWith("CBC")),
            Map.entry("CHACHA20", one -> one.cipher().startsWith("CHACHA20")),
            Map.entry("SHA", one -> one.mac().equals("SHA")),
            Map.entry("SHA1", one -> one.mac().equals("SHA")),
            Map.entry("SHA256", one -> one.mac().equals("SHA256") && !one.combined()),
            Map.entry("SHA384", one -> one.mac().equals("SHA384") && !one.combined()),
            Map.entry("aRSA", one -> one.authentication().equals("RSA")),
            Map.entry("aECDSA", one -> one.authentication().equals("ECDSA")),
            Map.entry("ECDSA", one -> one.authentication().equals("ECDSA")));

    /** Reads {@code text}; {@code supported} are the names of all suites that JSSE would use, best first. */
    public static CipherList parse(String text, List<String> supported) {
        List<Suite> old = new ArrayList<>();
        List<Suite> modern = new ArrayList<>();
        for (String name : supported) {
            // What signs with DSA keys needs certificates that no authority gives; SCSV is a signal, no suite.
            if (!name.endsWith("_SCSV") && !name.contains("_DSS_") && !name.contains("_anon_")) {
                Suite suite = Suite.of(name);
                (suite.ofTls13() ? modern : old).add(suite);
            }
        }
        Reading reading = new Reading(old, modern);
        for (String word : text.split("[:,; \t]+", -1)) {
            if (!word.isEmpty()) {
                reading.take(word);
            }
        }
        return new CipherList(reading.result().stream().map(Suite::name).toList(), List.copyOf(reading.unknown));
    }

    /** The state while a list is read. */
    private static final class Reading {
        private final List<Suite> all;
        private final List<Suite> modern;
        private final List<Suite> chosen = new ArrayList<>();
        private final List<Suite> chosenModern = new ArrayList<>();
        private final Set<Suite> killed = new HashSet<>();
        private final List<String> unknown = new ArrayList<>();

        Reading(List<Suite> all, List<Suite> modern) {
            this.all = all;
            this.modern = modern;
        }

        void take(String word) {
            if (word.charAt(0) == '@') {
                order(word);
                return;
            }
            char sign = "!-+".indexOf(word.charAt(0)) >= 0 ? word.charAt(0) : ' ';
            String name = sign == ' ' ? word : word.substring(1);
            List<Suite> meant = select(name);
            if (meant == null || (sign == ' ' && meant.isEmpty())) {
                unknown.add(word);
                return;
            }
            for (Suite one : meant) {
                List<Suite> list = one.ofTls13() ? chosenModern : chosen;
                switch (sign) {
                    case '!' -> {
                        killed.add(one);
                        list.remove(one);
                    }
                    case '-' -> list.remove(one);
                    case '+' -> {
                        if (list.remove(one)) {
                            list.add(one);
                        }
                    }
                    default -> {
                        if (!killed.contains(one) && !list.contains(one)) {
                            list.add(one);
                        }
                    }
                }
            }
        }

        /** The suites that {@code name} means; null if it means nothing. */
        private @Nullable List<Suite> select(String name) {
            for (Suite one : modern) {
                if (one.name().equals(name)) {
                    return List.of(one);
                }
            }
            List<Suite> meant = all;
            for (String part : name.split("\\+", -1)) {
                Predicate<Suite> group = GROUPS.getOrDefault(part, GONE.contains(part) ? one -> false : named(part));
                if (group == null) {
                    return null;
                }
                meant = meant.stream().filter(group).toList();
            }
            return meant;
        }

        private @Nullable Predicate<Suite> named(String part) {
            return switch (part) {
                case "ECDHE", "EECDH", "kECDHE", "kEECDH" ->
                    one -> one.keyExchange().equals("ECDHE");
                case "DHE", "EDH", "kDHE", "kEDH" -> one -> one.keyExchange().equals("DHE");
                default -> {
                    boolean known = all.stream()
                            .anyMatch(one ->
                                    one.openssl().equals(part) || one.name().equals(part));
                    yield known
                            ? one -> one.openssl().equals(part) || one.name().equals(part)
                            : null;
                }
            };
        }

        private void order(String word) {
            switch (word) {
                case "@STRENGTH" ->
                    chosen.sort(Comparator.comparingInt(Suite::bits).reversed());
                // Less is not to be had here; more is not enforced, and saying nothing would be a promise.
                case "@SECLEVEL=0", "@SECLEVEL=1" -> {}
                default -> unknown.add(word);
            }
        }

        /** A list in which nothing was understood is no wish for TLS 1.3 alone: it counts as none. */
        List<Suite> result() {
            List<Suite> result = new ArrayList<>(chosenModern);
            if (chosenModern.isEmpty()) {
                modern.stream().filter(one -> !killed.contains(one)).forEach(result::add);
            }
            boolean nothing = chosen.isEmpty() && chosenModern.isEmpty() && killed.isEmpty();
            result.addAll(nothing ? all : chosen);
            return result;
        }
    }
}
