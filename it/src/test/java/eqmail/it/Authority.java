package eqmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Issues certificates by the program openssl, as an administrator would. */
final class Authority {
    private final Path folder;

    /** A new one, which keeps its key in {@code folder}. */
    Authority(Path folder) throws IOException, InterruptedException {
        Desk.needsProgram("openssl");
        this.folder = folder;
        // Nothing of what the machine's own openssl.cnf adds.
        Files.writeString(folder.resolve("openssl.cnf"), "[req]\ndistinguished_name=names\n[names]\n");
        request("ca", "/CN=Authority", "basicConstraints=critical,CA:TRUE", List.of());
    }

    /** Its own certificate. */
    String pem() {
        return read("ca.crt");
    }

    /** A key and its certificate for {@code host} and the mail address {@code person}, valid for a month. */
    String issue(String host, String person) throws IOException, InterruptedException {
        List<String> by = List.of("-CA", "ca.crt", "-CAkey", "ca.key", "-addext", "basicConstraints=CA:FALSE");
        request(host, "/CN=" + host + "/emailAddress=" + person, "subjectAltName=DNS:" + host, by);
        return read(host + ".key") + read(host + ".crt");
    }

    private void request(String file, String subject, String extension, List<String> more)
            throws IOException, InterruptedException {
        List<String> call = new ArrayList<>(List.of("openssl", "req", "-x509", "-config", "openssl.cnf", "-noenc"));
        call.addAll(List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-days", "30", "-subj", subject));
        call.addAll(List.of("-addext", extension, "-keyout", file + ".key", "-out", file + ".crt"));
        call.addAll(more);
        Process process = new ProcessBuilder(call)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(() -> read("log")).isZero();
    }

    private String read(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
