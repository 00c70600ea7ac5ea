package eqmail.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstRunTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-22T10:20:30Z"));

    @TempDir
    Path home;

    @Test
    void makesAHomeWithTwoMailboxesForTheRunningAccount() throws IOException {
        FirstRun first = new FirstRun(home, 1001, 100, CLOCK);
        assertThat(first.needed()).isTrue();
        first.prepare();
        assertThat(first.needed()).isFalse();
        for (String mailbox : FirstRun.MAILBOXES) {
            assertThat(home.resolve("mail/" + mailbox + "/Maildir/new")).isDirectory();
        }
        assertThat(Files.readString(home.resolve("users/assign")))
                .contains("=me:me:1001:100:" + home.resolve("mail/me") + ":::\n")
                .endsWith("\n.\n");
    }

    @Test
    void relaysForThisMachineOnly() throws IOException {
        new FirstRun(home, 1, 1, CLOCK).prepare();
        assertThat(Files.readAllLines(home.resolve("control/listeners")))
                .hasSize(8)
                .allMatch(line -> line.matches("(smtp|submissions?|pop3) (127\\.0\\.0\\.1|\\[::1]):\\d+"));
        assertThat(Files.readString(home.resolve("control/rcpthosts"))).contains(FirstRun.HOST);
    }

    @Test
    void makesACertificateThatOnlyItsOwnerReads() throws IOException {
        new FirstRun(home, 1, 1, CLOCK).prepare();
        Path file = home.resolve("control/servercert.pem");
        assertThat(Files.readString(file)).contains("BEGIN CERTIFICATE").contains("BEGIN PRIVATE KEY");
        assertThat(Files.getPosixFilePermissions(file))
                .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    }

    @Test
    void changesNoFileThatExists() throws IOException {
        Files.createDirectories(home.resolve("control"));
        Files.writeString(home.resolve("control/locals"), "mine\n");
        new FirstRun(home, 1, 1, CLOCK).prepare();
        assertThat(Files.readString(home.resolve("control/locals"))).isEqualTo("mine\n");
    }
}
