package eqmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** qmail-chkpw and qmail-pwrap as scripts run them. */
class PasswordCommandsTest {
    @TempDir
    Path home;

    private String output = "";

    @BeforeEach
    void account() throws Exception {
        Files.createDirectories(home.resolve("users"));
        Files.createDirectories(home.resolve("control"));
        assertThat(run("printf 'wonderland\\n' | qmail-chkpw -r 2>hash")).isZero();
        String hash = Files.readString(home.resolve("hash"));
        Files.writeString(home.resolve("users/smtpauth"), "alice:" + hash);
        Files.writeString(home.resolve("right"), "alice\0wonderland\0\0", StandardCharsets.ISO_8859_1);
        Files.writeString(home.resolve("wrong"), "alice\0wonderlane\0\0", StandardCharsets.ISO_8859_1);
    }

    private int run(String script) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", script).directory(home.toFile());
        builder.environment().put("QMAILHOME", home.toString());
        builder.environment().merge("PATH", Desk.file("dist/bin").toString(), (path, ours) -> ours + ":" + path);
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(home.resolve("output").toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        output = Files.readString(home.resolve("output"), StandardCharsets.ISO_8859_1);
        return process.exitValue();
    }

    private void tools(List<String> lines) throws IOException {
        Files.write(home.resolve("control/checkpwtools"), lines);
    }

    @Test
    void chkpwBecomesTheProgramThatItWasGiven() throws Exception {
        assertThat(run("exec qmail-chkpw sh -c 'echo $$; [ ! -e /proc/$$/fd/3 ] && exit 9' 3<right"))
                .isEqualTo(9);
        assertThat(output.strip()).matches("\\d+");
        assertThat(run("qmail-chkpw echo ran 3<wrong")).isEqualTo(1);
        assertThat(output).isEmpty();
    }

    @Test
    void chkpwTellsItsOwnTroubleFromAWrongPassword() throws Exception {
        assertThat(run("qmail-chkpw")).isEqualTo(2);
        assertThat(run("qmail-chkpw no-such-program 3<right")).isEqualTo(111);
        assertThat(run("qmail-chkpw true 3<&-")).isEqualTo(111);
        assertThat(run("qmail-chkpw true 3</")).isEqualTo(111);
    }

    @Test
    void pwrapAsksEachToolUntilOneAccepts() throws Exception {
        String chkpw = Desk.command("qmail-chkpw").toString();
        tools(List.of("# none of these", "", "/no/such/tool", "bin/relative", "/bin/false", chkpw, "/bin/false"));
        assertThat(run("qmail-pwrap 3<right")).isZero();
        assertThat(run("qmail-pwrap sh -c 'echo once' 3<right")).isZero();
        assertThat(output).isEqualTo("once\n");
        assertThat(run("qmail-pwrap 3<wrong")).isEqualTo(1);
        assertThat(run("qmail-pwrap false 3<right")).isEqualTo(1);
    }

    @Test
    void pwrapWithoutToolsDenies() throws Exception {
        assertThat(run("qmail-pwrap 3<right")).isEqualTo(1);
        tools(List.of());
        assertThat(run("qmail-pwrap 3<right")).isEqualTo(1);
        tools(List.of("/bin/true"));
        assertThat(run("qmail-pwrap 3<right")).isZero();
        assertThat(run("head -c 4097 /dev/zero >long; qmail-pwrap 3<long")).isEqualTo(1);
        assertThat(run("qmail-pwrap 3<&-")).isEqualTo(111);
        Files.delete(home.resolve("control/checkpwtools"));
        Files.createDirectory(home.resolve("control/checkpwtools"));
        assertThat(run("qmail-pwrap 3<right")).isEqualTo(111);
    }
}
