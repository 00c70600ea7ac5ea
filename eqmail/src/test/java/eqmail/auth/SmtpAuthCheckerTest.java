package eqmail.auth;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.auth.Checker.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SmtpAuthCheckerTest {
    private static final Claim BOB = new Claim("bob", CramMd5.digest("plainpw", "<1@x>"), "<1@x>");

    @TempDir
    Path home;

    private final AtomicLong now = new AtomicLong();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private SmtpAuthChecker checker = new SmtpAuthChecker(Path.of("/"), 1, log::add, now::get);

    private void open(String text) throws IOException {
        Files.createDirectories(home.resolve("users"));
        Files.writeString(home.resolve("users/smtpauth"), text);
        checker = new SmtpAuthChecker(home, 1, log::add, now::get);
    }

    @Test
    void judgesByTheFileAsItIsNow() throws Exception {
        open("bob:plainpw\n");
        assertThat(checker.check(BOB, Map.of())).isEqualTo(Answer.ACCEPTED);
        Files.writeString(home.resolve("users/smtpauth"), "bob:other\n");
        assertThat(checker.check(BOB, Map.of())).isEqualTo(Answer.REJECTED);
        assertThat(log).isEmpty();
    }

    @Test
    void sayingThatTheFileIsBrokenIsForTheLog() throws Exception {
        open("\nbob:plainpw\n");
        assertThat(checker.check(BOB, Map.of())).isEqualTo(Answer.REJECTED);
        assertThat(log).singleElement().asString().startsWith("warning: users/smtpauth: ");
    }

    @Test
    void aFileThatCannotBeReadIsNobodysWrongPassword() throws Exception {
        Files.createDirectories(home.resolve("users/smtpauth"));
        checker = new SmtpAuthChecker(home, 1, log::add, now::get);
        assertThat(checker.exists()).isTrue();
        assertThat(checker.mechanisms()).containsExactly(Mechanism.values());
        assertThat(checker.check(BOB, Map.of())).isEqualTo(Answer.CRASHED);
    }

    @Test
    void looksForTheFileOnceASecond() throws Exception {
        checker = new SmtpAuthChecker(home, 1, log::add, now::get);
        assertThat(checker.exists()).isFalse();
        open("bob:x\n");
        assertThat(checker.mechanisms()).containsExactly(Mechanism.CRAM_MD5);
        Files.writeString(home.resolve("users/smtpauth"), "bob:$6$x$y\n");
        assertThat(checker.mechanisms()).containsExactly(Mechanism.CRAM_MD5);
        now.addAndGet(1_000_000_001);
        assertThat(checker.mechanisms()).containsExactly(Mechanism.LOGIN, Mechanism.PLAIN);
    }
}
