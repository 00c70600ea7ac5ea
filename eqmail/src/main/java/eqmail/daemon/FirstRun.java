package eqmail.daemon;

import eqmail.remote.TcptoFile;
import eqmail.tls.Issue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * Makes the home of {@code make run} when it is not there yet: a host of its own name with two mailboxes and an account
 * for submission, open for the machine itself only. Never touches a file that exists, so that what somebody tries out stays.
 */
final class FirstRun {
    /** RFC 2606 reserves .test: nothing sent there can reach a stranger. */
    static final String HOST = "eqmail.test";
    /** The two accounts to write to. */
    static final List<String> MAILBOXES = List.of("me", "you");

    private static final Duration CERTIFICATE_VALID = Duration.ofDays(3650);

    private final Path home;
    private final int uid;
    private final int gid;
    private final InstantSource clock;

    /** Prepares {@code home} for deliveries to account {@code uid}:{@code gid}. */
    FirstRun(Path home, int uid, int gid, InstantSource clock) {
        this.home = home;
        this.uid = uid;
        this.gid = gid;
        this.clock = clock;
    }

    /** Is there a configuration already? */
    boolean needed() {
        return !Files.exists(home.resolve("control/me"));
    }

    /** Writes the configuration and the mailboxes. */
    void prepare() throws IOException {
        for (String directory : List.of("control", "users", "alias", "bin")) {
            Files.createDirectories(home.resolve(directory));
        }
        write("control/locals", HOST + "\nlocalhost\n");
        write("control/rcpthosts", HOST + "\nlocalhost\n");
        write("control/listeners", """
            smtp 127.0.0.1:2525
            smtp [::1]:2525
            submission 127.0.0.1:2587
            submission [::1]:2587
            submissions 127.0.0.1:2465
            submissions [::1]:2465
            pop3 127.0.0.1:2110
            pop3 [::1]:2110
            """);
        write("control/tcprules", """
            # This machine may send anywhere; the listeners hear nobody else.
            127.:allow,RELAYCLIENT=""
            ::1:allow,RELAYCLIENT=""
            :allow
            """);
        makeCertificate();
        TcptoFile.make(Host.tcpto(home));
        write("users/assign", assignments());
        for (String mailbox : MAILBOXES) {
            makeMaildir(home.resolve("mail").resolve(mailbox).resolve("Maildir"));
        }
        account(home).create(new SecureRandom());
        write("control/me", HOST + "\n");
    }

    /** The account to try submission with. */
    static TrialAccount account(Path home) {
        return new TrialAccount(home, MAILBOXES.getFirst());
    }

    /** Good for trying TLS, and for nothing else: no client has a reason to trust it. */
    private void makeCertificate() throws IOException {
        Path file = home.resolve("control/servercert.pem");
        if (Files.exists(file)) {
            return;
        }
        try {
            String pem = Issue.selfSigned(HOST, "EC", clock.instant(), CERTIFICATE_VALID);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, pem, StandardCharsets.ISO_8859_1);
        } catch (GeneralSecurityException e) {
            throw new IOException("no certificate can be made", e);
        }
    }

    private String assignments() {
        StringBuilder out = new StringBuilder();
        for (String mailbox : MAILBOXES) {
            Path box = home.resolve("mail").resolve(mailbox).toAbsolutePath();
            String account = mailbox + ":" + uid + ":" + gid + ":" + box;
            out.append('=').append(mailbox).append(':').append(account).append(":::\n");
            out.append('+').append(mailbox).append("+:").append(account).append(":-::\n");
        }
        Path first = home.resolve("mail").resolve(MAILBOXES.getFirst()).toAbsolutePath();
        String catchAll = MAILBOXES.getFirst() + ":" + uid + ":" + gid + ":" + first + ":::\n";
        return out.append("=postmaster:").append(catchAll).append(".\n").toString();
    }

    private void write(String file, String text) throws IOException {
        Path path = home.resolve(file);
        if (!Files.exists(path)) {
            Files.writeString(path, text, StandardCharsets.ISO_8859_1);
        }
    }

    private static void makeMaildir(Path maildir) throws IOException {
        for (String part : List.of("tmp", "new", "cur")) {
            Files.createDirectories(maildir.resolve(part));
        }
    }
}
