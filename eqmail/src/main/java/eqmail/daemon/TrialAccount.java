package eqmail.daemon;

import eqmail.auth.QmailChkPw;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * An account to try submission with: user and hashed password in users/smtpauth, and the password itself in a file beside
 * the mailbox, so that every start can show it again.
 */
final class TrialAccount {
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rw-------");
    /** Nothing that looks like something else, nothing that a shell would read. */
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";

    private static final int LENGTH = 14;

    private final Path home;
    private final String user;

    TrialAccount(Path home, String user) {
        this.home = home;
        this.user = user;
    }

    /** Makes the account, unless there is a file of passwords already. */
    void create(RandomGenerator random) throws IOException {
        Path table = home.resolve("users/smtpauth");
        if (Files.exists(table)) {
            return;
        }
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < LENGTH; i++) {
            password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        write(shown(), password + "\n");
        write(
                table,
                "# user:password, see qmail-chkpw(8)\n" + user + ":" + QmailChkPw.hash(password.toString(), random)
                        + "\n");
    }

    /** The password, as long as its file is there. */
    Optional<String> password() {
        try {
            return Files.readAllLines(shown(), StandardCharsets.ISO_8859_1).stream()
                    .findFirst();
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    String user() {
        return user;
    }

    private Path shown() {
        return home.resolve("mail").resolve(user).resolve("password");
    }

    private static void write(Path file, String text) throws IOException {
        try (var out = Files.newByteChannel(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PRIVATE))) {
            out.write(StandardCharsets.ISO_8859_1.encode(text));
        }
    }
}
