package eqmail.daemon;

import eqmail.log.Log;
import eqmail.posix.Descriptor;
import eqmail.posix.FileCalls;
import eqmail.posix.FileStatus;
import eqmail.posix.OpenFlag;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The root helper's part in TLS: reads files with private keys for the network part, so that they can be root's alone. Such
 * a file may be a link, as control/clientcert.pem often is; therefore its directory must be one where only root makes names.
 *
 * @param home of the server
 */
record RootSecrets(Path home, Log log) {
    private static final int WRITABLE_FOR_OTHERS = 0022;

    /** Answers with the content of {@code file}, or with no. */
    void serve(String file, DataOutputStream out) throws IOException {
        byte[] content;
        try {
            content = read(file);
        } catch (IOException refused) {
            log.line("alert: root helper reads no key: " + refused.getMessage());
            SecretProtocol.writeRefusal(out);
            return;
        }
        SecretProtocol.writeFile(out, content);
    }

    private byte[] read(String file) throws IOException {
        Path path = home.resolve(file);
        for (Path above = path.getParent(); above != null && !above.equals(home); above = above.getParent()) {
            FileStatus status = FileCalls.stat(above.toString()).orElseThrow(() -> new IOException(file + ": missing"));
            if (status.uid() != 0 || (status.permissions() & WRITABLE_FOR_OTHERS) != 0) {
                throw new IOException(home.relativize(above) + ": must be root's, and nobody else's to write");
            }
        }
        try (Descriptor open = Descriptor.open(path.toString(), OpenFlag.READ, OpenFlag.NON_BLOCKING)) {
            if (!open.status().isFile()) {
                throw new IOException(file + ": not a file");
            }
            byte[] content = open.input().readNBytes(SecretProtocol.LARGEST + 1);
            if (content.length > SecretProtocol.LARGEST) {
                throw new IOException(file + ": larger than " + SecretProtocol.LARGEST + " bytes");
            }
            return content;
        }
    }
}
