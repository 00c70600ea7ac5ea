package eqmail.tls;

import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.control.Flaws;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;

/** All files about TLS in a home at once, as those see them who check a configuration before anybody connects. */
public final class TlsFiles {
    private static final String TRUSTED = "control/tlshosts";
    private static final String EXHAUSTIVE = "exhaustivelist";
    private static final String ENDING = ".pem";

    private final Control control;
    private final Flaws flaws;

    private TlsFiles(Control control, Flaws flaws) {
        this.control = control;
        this.flaws = flaws;
    }

    /**
     * Looks at what there is of them.
     *
     * @throws IOException for a file that cannot be read
     */
    public static void inspect(Control control, Flaws flaws) throws IOException {
        TlsFiles files = new TlsFiles(control, flaws);
        files.own();
        files.clients();
        files.unneeded();
        files.ciphers(ServerTls.CIPHERS);
        files.ciphers(ClientTls.CIPHERS);
        TlsProvider.fault(control).ifPresent(fault -> flaws.fault(TlsProvider.FILE, fault));
    }

    private interface Reading {
        void read() throws CredentialException;
    }

    private void read(Reading reading) {
        try {
            reading.read();
        } catch (CredentialException e) {
            flaws.fault(e.file(), e.fault());
        }
    }

    /** Keys of this host, and what it demands of others. */
    private void own() throws IOException {
        for (String file : List.of(ServerTls.CERTIFICATE, ClientTls.CERTIFICATE)) {
            if (exists(file)) {
                read(() -> Credential.read(control, file));
            }
        }
        for (String file : pemFiles(ServerTls.NAMED)) {
            String name = file.substring(ServerTls.NAMED.length() + 1, file.length() - ENDING.length());
            read(() -> {
                X509Certificate own =
                        Credential.read(control, file).getFirst().chain().getFirst();
                HostNames.fault(own, name)
                        .ifPresent(fault -> flaws.warning(file, "not that of " + name + ": " + fault));
            });
        }
        for (String file : pemFiles(TRUSTED)) {
            read(() -> ServerTls.authorities(control, file));
        }
    }

    /** By which certificates clients may relay. */
    private void clients() {
        read(() -> ServerTls.authorities(control, ServerTls.CLIENT_CA));
        if (exists(ServerTls.CLIENT_CRL)) {
            read(() -> {
                if (ServerTls.revocations(control).isEmpty()) {
                    flaws.fault(ServerTls.CLIENT_CRL, "there is no list in it, so no certificate is believed");
                }
            });
        }
        if (exists(ServerTls.CLIENTS) && !exists(ServerTls.CLIENT_CA)) {
            flaws.fault(ServerTls.CLIENTS, "nobody's certificate is believed without " + ServerTls.CLIENT_CA);
        }
    }

    /** What update_tmprsadh makes: nothing reads it, so a fault in it harms nobody. */
    private void unneeded() throws ControlException {
        block("control/dh2048.pem", "DH PARAMETERS");
        block("control/rsa2048.pem", "PRIVATE KEY");
    }

    private void block(String file, String label) throws ControlException {
        Optional<String> text = control.text(file);
        if (text.isEmpty()) {
            return;
        }
        boolean good;
        try {
            good = Pem.blocks(text.get()).stream()
                    .anyMatch(block -> block.label().endsWith(label));
        } catch (IllegalArgumentException e) {
            good = false;
        }
        if (!good) {
            flaws.warning(file, "there is no " + label + " in it; nothing needs the file");
        }
    }

    private void ciphers(String file) throws IOException {
        List<String> suites;
        try {
            suites = List.of(SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites());
        } catch (NoSuchAlgorithmException e) {
            throw new IOException("TLS: " + e.getMessage(), e);
        }
        List<Control.Entry> lines = control.numbered(file);
        for (Control.Entry line : lines) {
            for (String word : CipherList.parse(line.text(), suites).unknown()) {
                flaws.fault(file, line.line(), word + " means no cipher that can be used here");
            }
        }
        String joined = String.join(":", lines.stream().map(Control.Entry::text).toList());
        if (!joined.isEmpty() && CipherList.parse(joined, suites).suites().isEmpty()) {
            flaws.fault(file, "no cipher is left");
        }
    }

    /** Files of {@code directory} that count; others in it do not, which nobody would notice. */
    private Set<String> pemFiles(String directory) throws IOException {
        Set<String> names = new TreeSet<>();
        if (!Files.isDirectory(control.home().resolve(directory))) {
            return names;
        }
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(control.home().resolve(directory))) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(ENDING)) {
                    names.add(directory + "/" + name);
                } else if (!name.equals(EXHAUSTIVE) && !name.startsWith(".")) {
                    flaws.warning(directory + "/" + name, "does not count: its name does not end in " + ENDING);
                }
            }
        }
        return names;
    }

    private boolean exists(String file) {
        return Files.exists(control.home().resolve(file));
    }
}
