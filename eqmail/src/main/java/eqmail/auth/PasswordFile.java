package eqmail.auth;

import eqmail.bytes.Latin1;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.Set;
import java.util.StringTokenizer;

/**
 * users/smtpauth, lines {@code user:password} (qmail-chkpw 0.4; network.md 13). The first line of a user counts. A hashed
 * password is matched by the password, a plain one by a digest of it (CRAM-MD5, APOP) and by nothing else.
 */
final class PasswordFile {
    /** The file, relative to the home. */
    static final String NAME = "users/smtpauth";

    /** What is longer counts as several lines. */
    static final int LONGEST_LINE = 255;

    private final String text;

    private PasswordFile(String text) {
        this.text = text;
    }

    /** Verdicts on a claim. */
    enum Verdict {
        RIGHT,
        WRONG,
        /** A line that is none stands before the user's, or it has no password. */
        BROKEN
    }

    /** Reads the file below {@code home}. */
    static PasswordFile read(Path home) throws IOException {
        return of(Latin1.string(Files.readAllBytes(home.resolve(NAME))));
    }

    static PasswordFile of(String text) {
        return new PasswordFile(text);
    }

    /** @throws IOException if this system cannot tell */
    Verdict judge(Claim claim) throws IOException {
        for (int from = 0; from < text.length(); ) {
            int lf = text.indexOf('\n', from);
            int end = Math.min(lf < 0 ? text.length() : lf, from + LONGEST_LINE);
            StringTokenizer fields = new StringTokenizer(Latin1.cString(text.substring(from, end)), ":");
            if (!fields.hasMoreTokens()) {
                return Verdict.BROKEN;
            }
            if (fields.nextToken().equals(claim.user())) {
                return fields.hasMoreTokens() ? judge(claim, fields.nextToken()) : Verdict.BROKEN;
            }
            from = end == lf ? end + 1 : end;
        }
        return Verdict.WRONG;
    }

    private static Verdict judge(Claim claim, String stored) throws IOException {
        boolean right;
        if (PasswordHash.is(stored)) {
            // Whatever the challenge: qmail-popup hands on that of its greeting with a password, too.
            right = PasswordHash.matches(claim.response(), stored);
        } else {
            // Without a challenge the digest is a constant, as good as a password that nobody chose.
            byte[] response = Latin1.bytes(claim.response());
            boolean cram = MessageDigest.isEqual(Latin1.bytes(CramMd5.digest(stored, claim.challenge())), response);
            boolean apop = MessageDigest.isEqual(Latin1.bytes(Apop.digest(stored, claim.challenge())), response);
            right = !claim.challenge().isEmpty() && (cram || apop);
        }
        return right ? Verdict.RIGHT : Verdict.WRONG;
    }

    /** The mechanisms by which somebody in the file can succeed. */
    Set<Mechanism> mechanisms() {
        Set<Mechanism> found = EnumSet.noneOf(Mechanism.class);
        text.lines().map(line -> new StringTokenizer(Latin1.cString(line), ":")).forEach(fields -> {
            if (fields.countTokens() >= 2 && !fields.nextToken().startsWith("#")) {
                found.addAll(
                        PasswordHash.is(fields.nextToken())
                                ? EnumSet.of(Mechanism.LOGIN, Mechanism.PLAIN)
                                : EnumSet.of(Mechanism.CRAM_MD5));
            }
        });
        return found;
    }
}
