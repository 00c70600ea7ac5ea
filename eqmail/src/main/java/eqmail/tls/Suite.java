package eqmail.tls;

import java.util.Set;

/**
 * A cipher suite under both of its names. OpenSSL's is made from that of the registry by the rules OpenSSL itself has
 * followed, so there is no table to keep.
 *
 * @param name of the IANA registry, as JSSE uses it
 * @param openssl what OpenSSL calls it, and so logs and Received lines
 * @param keyExchange {@code ECDHE}, {@code DHE}, {@code RSA}; "" for TLS 1.3, which has it apart
 * @param authentication {@code RSA}, {@code ECDSA}, {@code DSS}; "" for TLS 1.3
 * @param cipher for example {@code AES_256_GCM}
 * @param mac for example {@code SHA384}
 */
record Suite(String name, String openssl, String keyExchange, String authentication, String cipher, String mac) {
    private static final String PREFIX = "TLS_";
    private static final String WITH = "_WITH_";
    private static final Set<String> DOUBLE = Set.of("ECDHE", "DHE", "ECDH", "DH");

    /** The suite that JSSE calls so. */
    static Suite of(String name) {
        int with = name.indexOf(WITH);
        int macAt = name.lastIndexOf('_');
        String mac = name.substring(macAt + 1);
        if (with < 0) {
            return new Suite(
                    name, name, "", "", name.substring(PREFIX.length(), Math.max(macAt, PREFIX.length())), mac);
        }
        String[] keys = name.substring(PREFIX.length(), with).split("_", -1);
        String cipher = name.substring(with + WITH.length(), macAt);
        boolean two = keys.length > 1 && DOUBLE.contains(keys[0]);
        String authentication = two ? keys[1] : keys[0];
        String openssl = (two ? keys[0] + "-" + keys[1] + "-" : "") + openssl(cipher, mac);
        return new Suite(name, openssl, keys[0], authentication, cipher, mac);
    }

    private static String openssl(String cipher, String mac) {
        if (cipher.startsWith("CHACHA20")) {
            return "CHACHA20-POLY1305";
        }
        if (cipher.startsWith("3DES")) {
            return "DES-CBC3-" + mac;
        }
        return cipher.replace("AES_", "AES").replace("_CBC", "").replace('_', '-') + "-" + mac;
    }

    /** Is it one of TLS 1.3, in which key exchange and signature are agreed on apart? */
    boolean ofTls13() {
        return keyExchange.isEmpty();
    }

    /** Does it encrypt and authenticate in one (GCM, Poly1305)? */
    boolean combined() {
        return cipher.endsWith("GCM") || cipher.startsWith("CHACHA20");
    }

    /** Bits of the key. */
    int bits() {
        return cipher.contains("128") ? 128 : cipher.startsWith("3DES") ? 112 : 256;
    }
}
