package eqmail.tls;

import eqmail.bytes.Latin1;
import eqmail.control.Control;
import eqmail.posix.Account;
import eqmail.posix.Accounts;
import eqmail.posix.Credentials;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * {@code eqmail cert} and {@code eqmail cert-req}, which stand for the rules of the same names in the original's
 * makefile: a certificate for the server that it has signed itself, or a key and a request to have it signed.
 */
public final class CertificateProgram {
    /** As the original's. */
    private static final Duration VALID = Duration.ofDays(366);

    /** The server's account is in it, so it may read what others may not. */
    private static final String READER = "qmails";

    private static final int TROUBLE = 111;
    private static final int WRONG_USE = 100;

    private final Path home;
    private final InstantSource clock;
    private final OutputStream stdout;
    private final OutputStream stderr;

    /** For the home {@code home}. */
    public CertificateProgram(Path home, InstantSource clock, OutputStream stdout, OutputStream stderr) {
        this.home = home;
        this.clock = clock;
        this.stdout = stdout;
        this.stderr = stderr;
    }

    /** Gives the exit code; {@code args} may hold the name of the host, which is control/me by default. */
    public int run(boolean request, List<String> args) throws IOException {
        Optional<String> me = new Control(home).line("control/me");
        Optional<String> host = args.isEmpty() ? me : Optional.of(args.getFirst());
        if (args.size() > 1 || host.isEmpty() || !host.get().matches("[A-Za-z0-9.-]+")) {
            return failed("no host name: eqmail cert fully.qualified.name", WRONG_USE);
        }
        Path file = home.resolve(ServerTls.CERTIFICATE);
        if (Files.exists(file)) {
            return failed(file + " exists: move it away first", TROUBLE);
        }
        try {
            return request ? request(file, host.get()) : selfSigned(file, host.get(), clock.instant());
        } catch (GeneralSecurityException e) {
            return failed("no certificate: " + e.getMessage(), TROUBLE);
        }
    }

    private int selfSigned(Path file, String host, Instant now) throws IOException, GeneralSecurityException {
        write(file, Issue.selfSigned(host, "RSA", now, VALID));
        Path client = home.resolve(ClientTls.CERTIFICATE);
        if (!Files.exists(client)) {
            Files.createSymbolicLink(client, file.getFileName());
        }
        return said(file + ": certificate of " + host + ", good for " + VALID.toDays() + " days");
    }

    private int request(Path file, String host) throws IOException, GeneralSecurityException {
        KeyPair key = Issue.key("RSA");
        write(file, Issue.privateKey(key));
        Files.write(Path.of("req.pem"), Latin1.bytes(Issue.request(host, key)));
        return said("Send req.pem to your authority, and append the signed certificate to " + file);
    }

    /** Nobody else can read it at any moment. */
    private static void write(Path file, String pem) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, Latin1.bytes(pem));
        Optional<Account> reader = Credentials.uid() == 0 ? Accounts.byName(READER) : Optional.empty();
        if (reader.isPresent()) {
            Files.setAttribute(file, "unix:gid", reader.get().gid());
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        }
    }

    private int said(String line) throws IOException {
        stdout.write(Latin1.bytes(line + "\n"));
        return 0;
    }

    private int failed(String why, int exit) throws IOException {
        stderr.write(Latin1.bytes("eqmail: fatal: " + why + "\n"));
        return exit;
    }
}
