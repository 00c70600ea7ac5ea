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
                return finding(Finding.Result.FAIL, "body hash did not verify");
            }
            if (signature.length().orElse(0) > hash.size()) {
                return finding(Finding.Result.FAIL, "body is shorter than was signed");
            }
            byte[] text = header.signedText(
                    signature.header(), signature.names(), field, SignatureField.withoutValue(field.raw()));
            for (KeyRecord key : keys) {
                if (signature.algorithm().verify(key.key(), text, Latin1.bytes(value))) {
                    return passed(key, hash.size());
                }
            }
            return finding(Finding.Result.FAIL, "signature did not verify");
        }

        private Finding passed(KeyRecord key, long bodySize) {
            List<String> remarks = new ArrayList<>();
            if (key.testing()) {
                remarks.add("test mode");
            }
            if (signature.length().orElse(bodySize) < bodySize) {
                remarks.add("the end of the body is not signed");
            }
            return finding(Finding.Result.PASS, String.join(", ", remarks));
        }

        private Finding finding(Finding.Result result, String comment) {
            return Finding.of(result, comment, signature);
        }
    }
}
