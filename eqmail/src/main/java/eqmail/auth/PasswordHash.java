package eqmail.auth;

import eqmail.bytes.Latin1;
import eqmail.posix.Crypt;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;

/** Hashed passwords as users/smtpauth holds them: those of crypt(3), and argon2. */
final class PasswordHash {
    /** Methods of more than one letter; {@code $x$} with any single byte is a hash, as the original has it. */
    private static final Set<String> LONG_NAMES =
            Set.of("2a", "2b", "2x", "2y", "gy", "md5", "sha1", "argon2d", "argon2i", "argon2id");

    private PasswordHash() {}

    /** Is {@code stored} a hash, and not the password itself? */
    static boolean is(String stored) {
        if (!stored.startsWith("$")) {
            return false;
        }
        int end = stored.indexOf('$', 2);
        return end == 2 || (end > 2 && LONG_NAMES.contains(stored.substring(1, end)));
    }

    /**
     * Is {@code password} the one that was hashed to {@code stored}? Takes as long as whoever made the hash has chosen.
     *
     * @throws IOException if this system cannot tell
     */
    static boolean matches(String password, String stored) throws IOException {
        if (stored.startsWith("$argon2")) {
            return Argon2.matches(password, stored);
        }
        Optional<String> hash = Crypt.hash(password, stored);
        return hash.isPresent() && MessageDigest.isEqual(Latin1.bytes(hash.get()), Latin1.bytes(stored));
    }
}
