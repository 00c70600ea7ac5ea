package eqmail.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.auth.Checker.Answer;
import eqmail.auth.Claim;
import eqmail.auth.SmtpAuthChecker;
import eqmail.log.Log;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialAccountTest {
    @TempDir
    Path home;

    @BeforeEach
    void directories() throws Exception {
        Files.createDirectories(home.resolve("users"));
        Files.createDirectories(home.resolve("mail/me"));
    }

    @Test
    void thePasswordShownIsTheOneThatWorks() throws Exception {
        TrialAccount account = new TrialAccount(home, "me");
        account.create(new Random(1));
        String password = account.password().orElseThrow();
        assertThat(password).matches("[a-z2-9]{14}");
        SmtpAuthChecker checker = new SmtpAuthChecker(home, 1, Log.none(), System::nanoTime);
        assertThat(checker.check(new Claim("me", password, ""), Map.of())).isEqualTo(Answer.ACCEPTED);
        assertThat(checker.check(new Claim("me", password + "x", ""), Map.of())).isEqualTo(Answer.REJECTED);
    }

    @Test
    void nobodyElseCanReadIt() throws Exception {
        new TrialAccount(home, "me").create(new Random(1));
        for (String file : new String[] {"users/smtpauth", "mail/me/password"}) {
            assertThat(Files.getPosixFilePermissions(home.resolve(file)))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
        assertThat(Files.readString(home.resolve("users/smtpauth"))).contains("me:$6$");
    }

    @Test
    void aFileOfPasswordsThatIsThereStays() throws Exception {
        Files.writeString(home.resolve("users/smtpauth"), "me:mine\n");
        TrialAccount account = new TrialAccount(home, "me");
        account.create(new Random(1));
        assertThat(account.password()).isEmpty();
        assertThat(Files.readString(home.resolve("users/smtpauth"))).isEqualTo("me:mine\n");
    }
}
