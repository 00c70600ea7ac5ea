package eqmail.dkim;

import eqmail.bytes.Latin1;
import java.util.ArrayList;
import java.util.List;

/** A signature on its way to a {@link Finding}. */
sealed interface Candidate {
    /** One that was refused before the body was read. */
    record Judged(Finding finding) implements Candidate {}

    /**
     * One that deserves to be computed.
     *
     * @param value b=, decoded
     * @param keys that may serve; at least one
     */
    record Open(HeaderBlock.Field field, SignatureField signature, String value, List<KeyRecord> keys)
            implements Candidate {
        /** The judgement, once the body has gone through {@code hash}. */
        Finding judge(HeaderBlock header, BodyHash hash) {
            if (!signature.bodyHash().equals(Latin1.string(hash.finish()))) {
                return Finding.of(Fault.BODY_HASH, signature);
            }
            if (signature.length().orElse(0) > hash.size()) {
                return Finding.of(Fault.BODY_TOO_SHORT, signature);
            }
            byte[] text = header.signedText(
                    signature.header(), signature.names(), field, SignatureField.withoutValue(field.raw()));
            for (KeyRecord key : keys) {
                if (signature.algorithm().verify(key.key(), text, Latin1.bytes(value))) {
                    return passed(key, hash.size());
                }
            }
            return Finding.of(Fault.SIGNATURE, signature);
        }

        private Finding passed(KeyRecord key, long bodySize) {
            List<String> remarks = new ArrayList<>();
            if (key.testing()) {
                remarks.add("test mode");
            }
            if (signature.length().orElse(bodySize) < bodySize) {
                remarks.add("the end of the body is not signed");
            }
            return Finding.passed(String.join(", ", remarks), signature);
        }
    }
}
