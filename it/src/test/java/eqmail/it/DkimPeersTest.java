package eqmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What our commands and the server sign and check, checked and signed by three implementations of others: it/peers/dkim. */
class DkimPeersTest {
    private static final Path PYTHON = Path.of("/usr/bin/python3");

    @TempDir
    Path folder;

    @Test
    void othersAgreeWithUsBothWays() throws Exception {
        Desk.needs(Desk.isRoot() && Desk.hasProgram("unshare") && Desk.hasProgram("ip"), "root, unshare, ip");
        Desk.needs(run(PYTHON.toString(), "-c", "import dkim, nacl") == 0, "python3-dkim and python3-nacl");
        Desk.needs(run("perl", "-MMail::DKIM", "-e", "1") == 0, "libmail-dkim-perl");
        Desk.needsProgram("opendkim-testmsg");
        Desk.needsProgram("openssl");
        // Started by root, the server goes on as nobody and has to reach its home.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        run(
                "unshare",
                "-mn",
                PYTHON.toString(),
                "-B",
                Desk.file("it/peers/dkim").toString(),
                Desk.file("dist/bin").toString(),
                folder.toString());
        List<String> told = Files.readAllLines(output(), StandardCharsets.ISO_8859_1);
        assertThat(told).allMatch(line -> line.startsWith("ok ")).hasSize(12);
    }

    private Path output() {
        return folder.resolve("output");
    }

    private int run(String... call) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(call)
                .redirectErrorStream(true)
                .redirectOutput(output().toFile())
                .start();
        try {
            return process.waitFor(5, TimeUnit.MINUTES) ? process.exitValue() : -1;
        } finally {
            process.destroyForcibly();
        }
    }
}
