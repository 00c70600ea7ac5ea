package eqmail.bfrmt;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.golden.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BeforeRemoteTest {
    @TempDir
    Path home;

    @Test
    void anythingOfTheAdministratorsCounts() throws IOException {
        assertThat(BeforeRemote.configured(home)).isFalse();
        Golden.lay(home, "control/beforemote", "sign | exec \"$BINDIR/qmail-remote\" \"$@\"\n");
        assertThat(BeforeRemote.configured(home)).isTrue();
        Golden.lay(home, "control/beforemote", "");
        assertThat(BeforeRemote.configured(home)).isTrue();
    }

    @Test
    void theInstalledFileDoesNotCountUntilItIsEdited() throws IOException {
        String installed =
                Golden.cases("config-bfrmt").getFirst().map("files").getOrDefault("{HOME}/control/beforemote", "");
        Golden.lay(home, "control/beforemote", installed);
        assertThat(BeforeRemote.configured(home)).isFalse();
        Golden.lay(home, "control/beforemote", installed.replace("exec $np", "exec nice $np"));
        assertThat(BeforeRemote.configured(home)).isTrue();
        Golden.lay(home, "control/beforemote", "set -e\n" + installed);
        assertThat(BeforeRemote.configured(home)).isTrue();
    }

    @Test
    void onlyARegularFileCounts() throws IOException {
        Files.createDirectories(home.resolve("control/beforemote"));
        assertThat(BeforeRemote.configured(home)).isFalse();
    }
}
