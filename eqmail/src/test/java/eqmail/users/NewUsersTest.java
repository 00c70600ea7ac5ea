package eqmail.users;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewUsersTest {
    @TempDir
    Path home;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void leavesAnEmptyTemporaryFileWhereTheTextCannotBeRead() throws IOException {
        Files.createDirectories(home.resolve("users/assign"));
        assertThat(new NewUsers(home, err).run()).isEqualTo(111);
        assertThat(err).hasToString("qmail-newu: fatal: unable to read users/assign\n");
        assertThat(home.resolve("users/cdb.tmp")).isEmptyFile();
    }

    @Test
    void saysThatTheTemporaryFileCannotBeMade() throws IOException {
        Files.createDirectories(home.resolve("users/cdb.tmp"));
        Files.writeString(home.resolve("users/assign"), ".\n");
        assertThat(new NewUsers(home, err).run()).isEqualTo(111);
        assertThat(err).hasToString("qmail-newu: fatal: unable to open users/cdb.tmp\n");
    }
}
