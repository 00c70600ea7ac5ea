package eqmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What starts the server on a host: units for systemd, run scripts for daemontools and runit. */
class ServiceFilesTest {
    private static final String NETWORK = "eqmail.service";
    private static final String DELIVERY = "eqmail-delivery.service";

    @TempDir
    Path folder;

    private record Ran(int code, String out) {}

    private static Ran run(String... command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), out);
    }

    private void script(Path file, String body) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** A unit as if the image were the home, so that what it starts exists. */
    private Path unit(String name) throws IOException {
        String text = Files.readString(Desk.file("dist/service").resolve(name));
        return Files.writeString(folder.resolve(name), text.replace("/var/qmail/bin/", Desk.file("dist/bin") + "/"));
    }

    @Test
    void systemdUnderstandsTheUnits() throws Exception {
        Desk.needsProgram("systemd-analyze");
        String network = unit(NETWORK).toString();
        String delivery = unit(DELIVERY).toString();
        assertThat(run("systemd-analyze", "verify", "--man=no", network, delivery))
                .isEqualTo(new Ran(0, ""));
    }

    /** Tenths of systemd's sum of what a unit could do; in that of deliveries is all that users' programs need. */
    @ParameterizedTest
    @CsvSource({NETWORK + ",40", DELIVERY + ",50"})
    void aUnitIsSandboxed(String name, int mostExposure) throws Exception {
        Desk.needsProgram("systemd-analyze");
        Ran ran = run(
                "systemd-analyze",
                "security",
                "--offline=true",
                "--no-pager",
                "--threshold=" + mostExposure,
                unit(name).toString());
        assertThat(ran.code()).as(ran.out()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"daemontools", "runit"})
    void runScriptsBecomeTheServer(String kind) throws Exception {
        script(folder.resolve("bin/qmail-start"), "echo \"$$ $QMAILHOME $* $LEAK\"");
        ProcessBuilder there = new ProcessBuilder(
                Desk.file("dist/service").resolve(kind).resolve("run").toString());
        there.environment().put("QMAILHOME", folder.toString());
        there.environment().put("LEAK", "x");
        Process server = there.redirectErrorStream(true).start();
        assertThat(new String(server.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(server.pid() + " " + folder + " ./Maildir/ \n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"daemontools", "runit"})
    void logScriptsRunTheirLoggerAsQmaill(String kind) throws Exception {
        for (String tool : List.of("setuidgid", "chpst")) {
            script(folder.resolve("bin").resolve(tool), "echo \"$$ $*\"");
        }
        ProcessBuilder builder = new ProcessBuilder(
                Desk.file("dist/service").resolve(kind).resolve("log/run").toString());
        builder.environment().put("PATH", folder.resolve("bin").toString());
        Process logger = builder.redirectErrorStream(true).start();
        assertThat(new String(logger.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .matches(logger.pid() + " (-u )?qmaill.* (multilog|svlogd) .*\\./main\n");
    }
}
