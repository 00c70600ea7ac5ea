package eqmail.dkim;

import eqmail.bytes.Latin1;
import eqmail.posix.FileCalls;
import eqmail.posix.FileStatus;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The files of one key, as mkdkimkey lays them and {@link KeyFiles} finds them.
 *
 * @param home the qmail home
 */
record NewKey(Path home, String domain, String selector, Algorithm algorithm) {
    /** What receivers take for strong and one UDP packet of DNS still carries. */
    private static final int RSA_BITS = 2048;

    private static final int ENTERED_BY_ALL = 0711;
    private static final int OWNER_ONLY = 0700;
    private static final String FILE = "rw-------";

    private Path keys() {
        return home.resolve("etc/dkimkeys");
    }

    private Path file(String name) {
        return keys().resolve(domain).resolve(name);
    }

    private Path secret() {
        return file(algorithm.keyType() + ".private_" + selector);
    }

    private Path open() {
        return file(algorithm.keyType() + ".public_" + selector);
    }

    private String ending() {
        return algorithm == Algorithm.ED25519_SHA256 ? KeyFiles.SECOND : "";
    }

    /** Makes key and files; false if the domain has a key of this selector. */
    boolean make() throws IOException {
        if (Files.exists(secret())) {
            return false;
        }
        KeyPair pair = pair();
        Files.createDirectories(keys());
        FileCalls.mode(keys().toString(), ENTERED_BY_ALL);
        Files.createDirectories(file(""));
        FileCalls.mode(file("").toString(), OWNER_ONLY);
        try {
            write(secret(), KeyText.pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        } catch (FileAlreadyExistsException meanwhile) {
            return false;
        }
        Files.deleteIfExists(open());
        write(open(), KeyText.pem("PUBLIC KEY", pair.getPublic().getEncoded()));
        Path link = file("default" + ending());
        Path name = file("selector" + ending());
        Files.deleteIfExists(name);
        write(name, selector + "\n");
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, secret().getFileName());
        giveAway(List.of(keys(), file(""), secret(), open(), name));
        return true;
    }

    private KeyPair pair() {
        try {
            KeyPairGenerator generator =
                    KeyPairGenerator.getInstance(algorithm == Algorithm.RSA_SHA256 ? "RSA" : "Ed25519");
            if (algorithm == Algorithm.RSA_SHA256) {
                generator.initialize(RSA_BITS);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java makes such keys", e);
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(FILE)));
        Files.write(file, Latin1.bytes(text), StandardOpenOption.TRUNCATE_EXISTING);
    }

    /** To the account that sends mail. It owns the spool; queue/lock/tcpto may be missing yet, or an old server's. */
    private void giveAway(List<Path> files) throws IOException {
        Optional<FileStatus> sender = FileCalls.stat(home.resolve("spool").toString());
        if (sender.isEmpty()) {
            return;
        }
        for (Path each : files) {
            FileStatus now = FileCalls.stat(each.toString()).orElseThrow();
            if (now.uid() != sender.get().uid() || now.gid() != sender.get().gid()) {
                FileCalls.owner(
                        each.toString(), sender.get().uid(), sender.get().gid());
            }
        }
    }

    /** What p= of the key's record says; empty if there is no such key. */
    Optional<String> published() throws IOException {
        List<String> lines;
        try {
            lines = new ArrayList<>(
                    Latin1.string(Files.readAllBytes(open())).lines().toList());
        } catch (NoSuchFileException missing) {
            return Optional.empty();
        }
        lines.removeIf(line -> line.startsWith("-"));
        String base64 = String.join("", lines);
        return Optional.of(algorithm == Algorithm.ED25519_SHA256 ? KeyText.bare(base64) : base64);
    }
}
