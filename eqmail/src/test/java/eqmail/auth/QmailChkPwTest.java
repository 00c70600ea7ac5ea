package eqmail.auth;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.golden.Golden;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class QmailChkPwTest {
    @TempDir
    Path home;

    private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();

    private QmailChkPw command(String stdin) {
        return new QmailChkPw(
                home, Map.of(), new ByteArrayInputStream(Latin1.bytes(stdin)), stdout, stderr, () -> new Random(1));
    }

    private int run(String stdin, String... arguments) throws IOException {
        stdout.reset();
        stderr.reset();
        return command(stdin).run(List.of(arguments));
    }

    private String said() {
        return Latin1.string(stdout.toByteArray());
    }

    private String hash() {
        String text = Latin1.string(stderr.toByteArray());
        return text.substring(text.indexOf("$6$")).strip();
    }

    static Stream<Golden.Case> cases() throws IOException {
        return Golden.cases("qmail-chkpw").stream();
    }

    /** What follows a good password is the program's affair, see the image's tests. */
    @ParameterizedTest
    @MethodSource("cases")
    void judgesAsRecorded(Golden.Case recorded) throws IOException {
        for (Map.Entry<String, String> file : recorded.map("control").entrySet()) {
            if (!file.getKey().endsWith("/")) {
                Golden.lay(home, file.getKey(), file.getValue());
            }
        }
        String claim = Objects.requireNonNull(recorded.map("fds").get("3"));
        int code = claim.length() > QmailChkPw.LONGEST_CLAIM ? 1 : command("").judge(claim);
        boolean ran = code == 0 && (recorded.text("stdout").equals("sub ran\n") || recorded.number("exit") == 7);
        assertThat(ran ? recorded.number("exit") : code).isEqualTo(recorded.number("exit"));
    }

    @Test
    void theChallengeAndItsNulMayBeMissing() throws IOException {
        Golden.lay(home, "users/smtpauth", "bob:plainpw\n");
        String digest = CramMd5.digest("plainpw", "<1@x>");
        assertThat(command("").judge("bob\0" + digest + "\0<1@x>")).isZero();
        assertThat(command("").judge("bob\0" + digest + "\0<1@x>\0more")).isZero();
        assertThat(command("").judge("bob\0" + CramMd5.digest("plainpw", "") + "\0"))
                .isEqualTo(1);
        assertThat(command("").judge("bob\0" + digest)).isEqualTo(2);
        assertThat(command("").judge("")).isEqualTo(2);
    }

    @Test
    void withoutArgumentsThereIsNothingToRun() throws IOException {
        assertThat(run("")).isEqualTo(2);
    }

    @Test
    void makesAHashOfWhatItReads() throws IOException {
        for (String input : List.of("s\u00e4cret", "s\u00e4cret\n")) {
            assertThat(run(input, "-r")).isZero();
            assertThat(hash()).matches("\\$6\\$[./0-9A-Za-z]{8}\\$[./0-9A-Za-z]{86}");
            assertThat(PasswordHash.matches("s\u00e4cret", hash())).isTrue();
        }
        assertThat(said()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0,1", "1,0", "128,0", "129,1", "5000,1"})
    void readsAPasswordOfOneTo128Bytes(int length, int code) throws IOException {
        assertThat(run("x".repeat(length), "-r")).isEqualTo(code);
        assertThat(run("x".repeat(length) + "\n", "-r")).isEqualTo(code);
    }

    @Test
    void asksTwice() throws IOException {
        assertThat(run("secret\nsecret\n", "-e")).isZero();
        assertThat(Latin1.string(stderr.toByteArray())).startsWith("   New password: Repeat password: $6$");
        assertThat(PasswordHash.matches("secret", hash())).isTrue();
        assertThat(run("secret\nsecrex\n", "-e")).isZero();
        assertThat(said()).isEqualTo("Passwords don't match!\n");
        assertThat(Latin1.string(stderr.toByteArray())).doesNotContain("$6$");
    }

    @ParameterizedTest
    @CsvSource({
        "0,Empty password!",
        "5,Minimum Password length is 6 characters.",
        "129,Maximum password lenght is 128 characters."
    })
    void refusesAPasswordOfTheWrongLength(int length, String text) throws IOException {
        assertThat(run("x".repeat(length) + "\n", "-e")).isEqualTo(111);
        assertThat(said()).isEqualTo(text + "\n");
    }

    @ParameterizedTest
    @CsvSource({"6", "128"})
    void takesTheShortestAndTheLongestPassword(int length) throws IOException {
        String line = "x".repeat(length) + "\n";
        assertThat(run(line + line, "-e")).isZero();
        assertThat(PasswordHash.matches("x".repeat(length), hash())).isTrue();
    }
}
