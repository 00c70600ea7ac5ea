package eqmail.tls;

import eqmail.control.Control;
import eqmail.control.ControlException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All files about TLS in a home at once: for those who check a configuration before anybody connects. */
public final class TlsFiles {
    private static final String TRUSTED = "control/tlshosts";

    private TlsFiles() {}

    /**
     * Reads what there is of them.
     *
     * @throws ControlException for the first that is there and cannot be used
     */
    public static void read(Control control) throws IOException {
        List<String> reports = new ArrayList<>();
        if (exists(control, ServerTls.CERTIFICATE)) {
            ServerTls.load(control, Optional.empty(), reports::add);
        }
        if (exists(control, ClientTls.CERTIFICATE)) {
            Credential.read(control, ClientTls.CERTIFICATE);
        }
        if (exists(control, TRUSTED)) {
            try (DirectoryStream<Path> files =
                    Files.newDirectoryStream(control.home().resolve(TRUSTED), "*.pem")) {
                for (Path file : files) {
                    ServerTls.authorities(control, TRUSTED + "/" + file.getFileName());
                }
            }
        }
        if (!reports.isEmpty()) {
            throw new IOException(String.join("; ", reports));
        }
    }

    private static boolean exists(Control control, String file) {
        return Files.exists(control.home().resolve(file));
    }
}
