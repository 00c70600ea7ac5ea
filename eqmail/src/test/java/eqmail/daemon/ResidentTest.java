package eqmail.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResidentTest {
    @TempDir
    Path home;

    @Test
    void theLogHasTheWordsOfQmailSendWhenAFileCannotBeUsed() throws Exception {
        Files.createDirectories(home.resolve("control/locals"));
        List<String> log = new ArrayList<>();
        List<String> details = new ArrayList<>();
        Host host = new Host(home, home, Map.of(), "./Mailbox", log::add, InstantSource.system(), ZoneOffset.UTC);
        int code = new Resident(host, new OwnAccount(host, 0), false, details::add).run(() -> {});
        assertThat(code).isEqualTo(111);
        assertThat(log).containsExactly("alert: cannot start: unable to read controls");
        assertThat(details).containsExactly("alert: control/locals: is a directory");
    }
}
