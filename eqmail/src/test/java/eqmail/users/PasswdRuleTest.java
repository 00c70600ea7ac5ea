package eqmail.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eqmail.control.Control;
import eqmail.posix.Errno;
import eqmail.posix.PosixException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswdRuleTest {
    private final FakePasswd passwd = FakePasswd.recorded("/home", "/var/qmail");

    @Test
    void splitsAtTheDelimiterThatIsSet() throws LookupException {
        assertThat(find("-", "joe-a-b")).isEqualTo("joe|-|a-b");
        assertThat(find("-", "joe+a")).isEqualTo("alias|-|joe+a");
        assertThat(find("=", "joe=")).isEqualTo("joe|-|");
    }

    @Test
    void splitsNothingWithoutDelimiter() throws LookupException {
        assertThat(find("", "joe+a")).isEqualTo("alias|-|joe+a");
        assertThat(find("", "JOE")).isEqualTo("joe||");
    }

    @Test
    void anEmptyNameBeforeTheDelimiterIsNobody() throws LookupException {
        assertThat(find("+", "+joe")).isEqualTo("alias|-|+joe");
    }

    @Test
    void keepsEightBitBytes() throws LookupException {
        passwd.with("j\u00f6", 1010, "/home/j\u00f6", 1010);
        assertThat(find("+", "J\u00f6+\u00c4")).isEqualTo("j\u00f6|-|\u00c4");
    }

    @Test
    void aSilentPasswordDatabaseIsTemporary() {
        passwd.silent();
        assertFails("joe", LookupException.SYSTEM);
    }

    @Test
    void anUnreachableHomeIsTemporary() {
        passwd.homesAway();
        assertFails("joe", LookupException.HOME_UNREACHABLE);
        passwd.homesAway(new PosixException(Errno.EIO, "stat", "/h/joe"));
        assertFails("joe", LookupException.HOME_UNREACHABLE);
    }

    @Test
    void aHomeThatNobodyWillEverReachIsNone() throws Exception {
        passwd.homesAway(new PosixException(Errno.EACCES, "stat", "/h/joe"));
        assertThat(new PasswdRule(passwd, "+").find("joe").account().user()).isEqualTo("alias");
    }

    @Test
    void nobodyAndNoAliasIsTemporary() {
        assertThatExceptionOfType(LookupException.class)
                .isThrownBy(() -> new PasswdRule(new FakePasswd(), "+").find("x"))
                .matches(e -> e.exitCode() == LookupException.NO_ALIAS);
    }

    @Test
    void theDelimiterIsTheFirstByteOfItsFile(@TempDir Path home) throws IOException {
        Control control = new Control(home);
        assertThat(Users.delimiter(control)).isEqualTo("+");
        Path file = Files.createDirectories(home.resolve("control")).resolve("extdelimiter");
        Files.writeString(file, "-+\n");
        assertThat(Users.delimiter(control)).isEqualTo("-");
        Files.writeString(file, "\n");
        assertThat(Users.delimiter(control)).isEmpty();
    }

    private void assertFails(String local, int code) {
        assertThatExceptionOfType(LookupException.class)
                .isThrownBy(() -> new PasswdRule(passwd, "+").find(local))
                .matches(e -> e.exitCode() == code);
    }

    private String find(String delimiter, String local) throws LookupException {
        Assignment found = new PasswdRule(passwd, delimiter).find(local);
        return found.account().user() + "|" + found.dash() + "|" + found.ext();
    }
}
