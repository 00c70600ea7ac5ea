package eqmail.doctor;

import eqmail.control.Control;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Keys and passwords: can every account of this host read them? */
public final class Secrets implements Check {
    private final Control control;

    /** For the files below a home. */
    public Secrets(Control control) {
        this.control = control;
    }

    @Override
    public String subject() {
        return "secrets";
    }

    @Override
    public List<Finding> look() throws IOException {
        List<String> files =
                new ArrayList<>(List.of("control/servercert.pem", "control/clientcert.pem", "users/smtpauth"));
        if (hasPasswords(control.list("control/smtproutes").orElse(List.of()))) {
            files.add("control/smtproutes");
        }
        addNamed(files);
        List<Finding> findings = new ArrayList<>();
        for (String file : files) {
            Path path = control.home().resolve(file);
            if (Files.exists(path) && readableForAll(path)) {
                findings.add(Finding.fail(
                        file + " can be read by every account", "chgrp qmail " + path + " && chmod 640 " + path));
            }
        }
        return findings.isEmpty() ? List.of(Finding.ok("keys and passwords are not for everybody")) : findings;
    }

    private void addNamed(List<String> files) throws IOException {
        Path directory = control.home().resolve("control/servercerts");
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> named = Files.newDirectoryStream(directory)) {
                named.forEach(file -> files.add("control/servercerts/" + file.getFileName()));
            }
        }
    }

    /** Lines {@code DOMAIN:RELAY USER PASSWORD}. */
    private static boolean hasPasswords(List<String> routes) {
        return routes.stream().anyMatch(line -> line.split(" ", 3).length == 3);
    }

    private static boolean readableForAll(Path file) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        return permissions.contains(PosixFilePermission.OTHERS_READ);
    }
}
