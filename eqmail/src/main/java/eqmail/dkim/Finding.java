package eqmail.dkim;

import eqmail.bytes.Latin1;

/**
 * What became of one signature of a message.
 *
 * @param result the word of RFC 8601 2.7.1
 * @param comment why, in a few words of ours; empty if there is nothing to say
 * @param code the same as libqdkim's number; 0 for success
 * @param domain the signing domain (d=); empty if the signature could not be read so far
 * @param identity on whose behalf (i=), decoded; empty if not known
 * @param selector the key's name in that domain (s=); empty if not known
 * @param algorithm as the signature names it (a=); empty if not known
 * @param start the first characters of the signature itself, to tell several apart (RFC 6008); empty if not known
 */
public record Finding(
        Result result,
        String comment,
        int code,
        String domain,
        String identity,
        String selector,
        String algorithm,
        String start) {
    /** So many characters tell the signatures of a message apart (RFC 6008 section 4). */
    private static final int TELLING = 8;

    /** The results of RFC 8601 2.7.1 that a verifier without local taste gives. */
    public enum Result {
        /** The signature is good. */
        PASS,
        /** It is well made and does not fit the message. */
        FAIL,
        /** The key could not be asked for; later it might. */
        TEMPERROR,
        /** It cannot be judged, now or later: malformed, no key, a broken or forbidden algorithm. */
        PERMERROR;

        /** As RFC 8601 writes it. */
        public String word() {
            return Latin1.lower(name());
        }
    }

    static Finding passed(String remark, SignatureField signature) {
        return of(Result.PASS, remark, 0, signature);
    }

    static Finding of(Fault fault, SignatureField signature) {
        return of(fault.result(), fault.words(), fault.code(), signature);
    }

    /** A finding about a field that is no proper signature. */
    static Finding of(Fault fault) {
        return new Finding(fault.result(), fault.words(), fault.code(), "", "", "", "", "");
    }

    private static Finding of(Result result, String comment, int code, SignatureField signature) {
        return new Finding(
                result,
                comment,
                code,
                signature.domain(),
                signature.identity(),
                signature.selector(),
                signature.algorithm().word(),
                signature
                        .base64()
                        .substring(0, Math.min(TELLING, signature.base64().length())));
    }

    /** Is the signature good? */
    public boolean passed() {
        return result == Result.PASS;
    }
}
