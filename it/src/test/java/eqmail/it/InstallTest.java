package eqmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Installation from the source directory, and the scripts that make a configuration. */
@Timeout(300)
class InstallTest {
    @TempDir
    Path folder;

    private record Ran(int code, String out) {}

    /** Runs a command in the folder with both outputs together, and nothing but {@code env} and PATH around it. */
    private Ran run(Map<String, String> env, String... command) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        ProcessBuilder builder = new ProcessBuilder(List.of(command))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(out.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", folder + "/stubs:/usr/sbin:/usr/bin:/sbin:/bin");
        builder.environment().putAll(env);
        Process process = builder.start();
        assertThat(process.waitFor(4, TimeUnit.MINUTES)).isTrue();
        return new Ran(process.exitValue(), Files.readString(out, StandardCharsets.ISO_8859_1));
    }

    /** An executable script. */
    private void script(String name, String body) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private String read(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    @Test
    void setupRepairsWhatIsOursAndKeepsWhatIsTheAdministrators() throws Exception {
        Desk.needs(Desk.isRoot() && Desk.hasProgram("unshare"), "root, unshare");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (InputStream text = Objects.requireNonNull(getClass().getResourceAsStream("install-life.sh"))) {
            Files.copy(text, folder.resolve("life"));
        }
        Ran life = run(
                Map.of(
                        "QMAILHOME",
                        folder + "/home",
                        "PROJECT",
                        Desk.file("").toRealPath().toString()),
                "unshare",
                "-m",
                "/bin/sh",
                "life");
        assertThat(life.out().lines().filter(line -> line.startsWith("== ")))
                .as(life.out())
                .containsExactly(
                        "== installed: 0",
                        "== checked: 0",
                        "== spoiled: 1",
                        "== instcheck: warning: HOME/bin has wrong owner",
                        "== instcheck: warning: HOME/users does not exist",
                        "== instcheck: warning: HOME/alias has wrong group",
                        "== instcheck: warning: HOME/alias has wrong permissions",
                        "== instcheck: warning: .../bin/qmail-inject does not exist",
                        "== instcheck: warning: HOME/lib/eqmail.jar has wrong permissions",
                        "== installed: 0",
                        "== checked: 0",
                        "== me: kept.example.test",
                        "== qmail-remote: #!/bin/sh");
    }

    @Test
    void configAlwaysWritesLocalsAndRcpthosts() throws Exception {
        script("hostname", "echo Mail");
        script("dnsfq", "echo mail.example.org");
        script("dnsip", "echo 192.0.2.1");
        script("ipmeprint", "echo 127.0.0.1; echo 192.0.2.1");
        script("dnsptr", "[ $1 = 192.0.2.1 ] && echo Www.Example.org");
        Ran ran = run(
                Map.of("QMAILHOME", folder + "/home"),
                Desk.file("dist/bin/config").toString());
        assertThat(ran.out())
                .startsWith("Your hostname is mail.\n")
                .contains("\n127.0.0.1: PTR lookup failed. I assume this address has no DNS name.\n")
                .contains("\n192.0.2.1: Adding www.example.org to control/locals...\n");
        assertThat(read("home/control/locals")).isEqualTo("mail.example.org\nwww.example.org\n");
        assertThat(read("home/control/rcpthosts")).isEqualTo("mail.example.org\nwww.example.org\n");
        assertThat(read("home/control/plusdomain")).isEqualTo("example.org\n");
    }

    @Test
    void configRunsNoToolThatSomebodyElseCouldHavePutThere() throws Exception {
        script("hostname", "echo trap; touch trapped");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        run(Map.of("QMAILHOME", folder + "/home"), Desk.file("dist/bin/config").toString());
        assertThat(folder.resolve("trapped")).doesNotExist();
    }

    @Test
    void mkusersTakesFreeNumbersAndLeavesWhatExists() throws Exception {
        script("stubs/id", "echo 0");
        script("stubs/groupadd", "[ $2 != 200 ] || exit 4; echo groupadd $*");
        script("stubs/useradd", "case $* in *qmaild) exit 9 ;; esac; echo \"useradd $*\"");
        Ran ran = run(Map.of("QMAILHOME", "/q"), Desk.file("dist/bin/mkusers").toString());
        assertThat(ran.out().lines())
                .startsWith(
                        "groupadd -g 201 qmail",
                        "Added group qmail",
                        "groupadd -g 202 nofiles",
                        "Added group nofiles",
                        "useradd -g nofiles -s /sbin/nologin -u 200 -c  -d /q/alias alias",
                        "Added user alias with UID 200 and group nofiles!",
                        "useradd -g nofiles -s /sbin/nologin -u 201 -c  -d /q qmaill")
                .endsWith("Added user qmails with UID 205 and group qmail!")
                .noneMatch(line -> line.contains("qmaild"));
        assertThat(ran.code()).isZero();
    }

    @Test
    void mkusersIsForRoot() throws Exception {
        script("stubs/id", "echo 1000");
        assertThat(run(Map.of(), Desk.file("dist/bin/mkusers").toString()))
                .isEqualTo(new Ran(1, Desk.file("dist/bin/mkusers") + " have to be run as root!\n"));
    }

    @Test
    void qmailUpqSplitsAFlatQueue() throws Exception {
        for (String part : List.of("mess", "info", "local")) {
            Files.createDirectories(folder.resolve("queue").resolve(part));
            Files.writeString(folder.resolve("queue").resolve(part).resolve("5"), "five");
            Files.writeString(folder.resolve("queue").resolve(part).resolve("1234"), "message");
        }
        String upq = Desk.file("dist/bin/qmail-upq").toString();
        assertThat(run(Map.of(), upq, folder + "/queue")).isEqualTo(new Ran(0, "moved 6 files\n"));
        assertThat(read("queue/mess/15/1234")).isEqualTo("message");
        assertThat(read("queue/info/5/5")).isEqualTo("five");
        assertThat(run(Map.of(), upq, folder + "/queue")).isEqualTo(new Ran(0, "moved 0 files\n"));
        assertThat(run(Map.of(), upq, folder + "/nothing").code()).isEqualTo(111);
        assertThat(run(Map.of(), upq, folder + "/queue", "0").code()).isEqualTo(100);
    }

    @ParameterizedTest
    @CsvSource({
        "home, ./Mailbox",
        "proc, |preline procmail",
        "proc+df, '|dot-forward .forward\n|preline procmail'",
        "binm1, '|preline -f /usr/libexec/mail.local -r \"${SENDER:-MAILER-DAEMON}\" -d \"$USER\"'",
        "binm2, '|preline -f /bin/mail -r \"${SENDER:-MAILER-DAEMON}\" -d \"$USER\"'",
        "binm3+df, '|dot-forward .forward\n|preline -f /bin/mail -f \"${SENDER:-MAILER-DAEMON}\" -d \"$USER\"'",
    })
    void startScriptsNameTheDefaultDelivery(String name, String delivery) throws Exception {
        script("bin/qmail-start", "printf '%s;' \"$@\"; echo $QMAILHOME");
        Ran ran = run(
                Map.of("QMAILHOME", folder.toString(), "LEAK", "x"),
                Desk.file("dist/doc/boot").resolve(name).toString());
        assertThat(ran).isEqualTo(new Ran(0, delivery + ";splogger;qmail;" + folder + "\n"));
    }
}
