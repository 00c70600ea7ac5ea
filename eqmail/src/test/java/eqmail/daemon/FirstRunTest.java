package eqmail.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstRunTest {
    @TempDir
    Path home;

    @Test
    void makesAHomeWithTwoMailboxesForTheRunningAccount() throws IOException {
        FirstRun first = new FirstRun(home, 1001, 100);
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
        new FirstRun(home, 1, 1).prepare();
        assertThat(Files.readAllLines(home.resolve("control/listeners")))
                .hasSize(4)
                .allMatch(line -> line.matches("(smtp|submission) (127\\.0\\.0\\.1|\\[::1]):\\d+"));
        assertThat(Files.readString(home.resolve("control/rcpthosts"))).contains(FirstRun.HOST);
    }

    @Test
    void changesNoFileThatExists() throws IOException {
        Files.createDirectories(home.resolve("control"));
        Files.writeString(home.resolve("control/locals"), "mine\n");
        new FirstRun(home, 1, 1).prepare();
        assertThat(Files.readString(home.resolve("control/locals"))).isEqualTo("mine\n");
    }
}
