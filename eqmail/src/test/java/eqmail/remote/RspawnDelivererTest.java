package eqmail.remote;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.delivery.Order;
import eqmail.delivery.Replaceable;
import eqmail.mail.MessageId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which program qmail-rspawn runs; the image has both. */
class RspawnDelivererTest {
    @TempDir
    Path home;

    @BeforeEach
    void install() throws IOException {
        program("image/bin/qmail-bfrmt");
        program("image/bin/qmail-remote");
        program("path/qmail-bfrmt");
        program("path/qmail-remote");
    }

    @Test
    void runsThePlugInOfTheHome() throws Exception {
        program("bin/qmail-bfrmt");
        program("bin/qmail-remote");
        assertThat(report()).isEqualTo("qmail-bfrmt produced no output.\n");
    }

    @Test
    void takesNoPlugInFromTheImageWhereTheHomeHasQmailRemoteOnly() throws Exception {
        program("bin/qmail-remote");
        assertThat(report()).isEqualTo("qmail-remote produced no output.\n");
    }

    @Test
    void asksTheImageWhereTheHomeHasNeither() throws Exception {
        assertThat(report()).isEqualTo("qmail-bfrmt produced no output.\n");
    }

    private String report() throws InterruptedException {
        Map<String, String> environment = Map.of("PATH", home.resolve("path") + ":/usr/bin:/bin");
        Replaceable programs = new Replaceable(home, home.resolve("image"));
        return new RspawnDeliverer(home, programs, environment, Duration.ofMinutes(1))
                .deliver(new Order(new MessageId(1), new TextBody("hello\n"), "s@x.org", "r@example.net"))
                .text();
    }

    private void program(String name) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
