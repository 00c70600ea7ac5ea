package eqmail.local;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.delivery.QueueFiles;
import eqmail.delivery.Spawner;
import eqmail.golden.Golden;
import eqmail.users.FakePasswd;
import eqmail.users.NewUsers;
import eqmail.users.PasswdRule;
import eqmail.users.Users;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The spawner's protocol, the look-up of accounts, and a stand-in for bin/qmail-local that is really run. */
class GoldenLspawnTest {
    private static final String ASSIGN = "=x:joe:1001:1001:/h:::\n+:joe:1001:1001:/h:-::\n.\n";
    private static final String STAND_IN = """
        #!/bin/sh
        case "$4" in
         exit*) echo "text for $4"; exit ${4#exit} ;;
         kill*) kill -9 $$ ;;
         nul*) printf 'abc\\000def\\n'; exit 0 ;;
        esac
        printf 'uid=%s gid=%s groups=%s' `id -u` `id -g` `id -G | tr ' ' ,`
        for a in "$@"; do printf '|%s' "$a"; done
        echo
        """;

    @TempDir
    Path home;

    static List<Golden.Case> spawner() throws IOException {
        return Golden.cases("qmail-lspawn");
    }

    static List<Golden.Case> assigned() throws IOException {
        return Golden.cases("users-assign");
    }

    static boolean root() throws IOException {
        return ((Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid")) == 0;
    }

    @BeforeEach
    void layHome() throws IOException {
        Golden.lay(home, "bin/qmail-local", STAND_IN);
        for (Path each : List.of(home, home.resolve("bin"), home.resolve("bin/qmail-local"))) {
            Files.setAttribute(each, "unix:mode", 0755);
        }
        Golden.lay(home, "queue/mess/0/0", "msg\n");
        Files.createDirectories(home.resolve("users"));
    }

    @ParameterizedTest
    @MethodSource("spawner")
    void reportsAsTheOriginal(Golden.Case golden) throws IOException {
        assertThat(newUsers(ASSIGN)).isEmpty();
        String id = golden.has("messid") ? golden.text("messid") : golden.json().has("messid") ? "" : "0/0";
        assertThat(report(golden, golden.number("delnum"), id, "./Mailbox", "s@x.org"))
                .isEqualTo(golden.text("report"));
    }

    @ParameterizedTest
    @MethodSource("assigned")
    void findsAccountsAsTheOriginal(Golden.Case golden) throws IOException {
        if (golden.has("assign")) {
            assertThat(newUsers(golden.text("assign"))).isEqualTo(golden.text("newu_stderr"));
        }
        if (golden.has("users_cdb")) {
            Golden.lay(home, "users/cdb", golden.text("users_cdb"));
        }
        String byDefault = golden.has("default_delivery") ? golden.text("default_delivery") : "./Mailbox";
        String sender = golden.json().has("sender") ? golden.text("sender") : "s@x.org";
        assertThat(report(golden, 0, "0/0", byDefault, sender)).isEqualTo(expected(golden));
    }

    /** Only root can become the account; else the stand-in shows who we are. */
    private static String expected(Golden.Case golden) throws IOException {
        String report = golden.text("report");
        return root() ? report : report.replaceAll("uid=\\d+ gid=\\d+ groups=[\\d,]+", "uid=? gid=? groups=?");
    }

    private String newUsers(String assign) throws IOException {
        Golden.lay(home, "users/assign", assign);
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        new NewUsers(home, err).run();
        return Latin1.string(err.toByteArray());
    }

    private String report(Golden.Case golden, int number, String id, String byDefault, String sender)
            throws IOException {
        String command = (char) number + id + "\0" + sender + "\0" + golden.text("recipient") + "\0";
        ByteArrayOutputStream reports = new ByteArrayOutputStream();
        LocalRun program = new LocalProgram(
                home.toString(),
                "bin/qmail-local",
                root(),
                Map.of("PATH", "/usr/bin:/bin"),
                Duration.ofSeconds(30),
                Thread.ofPlatform().factory());
        Users users = new Users(home, new PasswdRule(FakePasswd.recorded("{HOMES}", "{HOME}"), "+")::find);
        int owner = (Integer) Files.getAttribute(home.resolve("queue/mess/0/0"), "unix:uid");
        new Spawner(
                        new ByteArrayInputStream(Latin1.bytes(command)),
                        reports,
                        new QueueFiles(home + "/queue/mess", owner),
                        new LocalDeliverer(users::find, account -> program, byDefault),
                        Thread.ofPlatform().factory())
                .run();
        String all = Latin1.string(reports.toByteArray());
        assertThat(all).startsWith("x");
        return root()
                ? all.substring(1)
                : all.substring(1).replaceAll("uid=\\d+ gid=\\d+ groups=[\\d,]+", "uid=? gid=? groups=?");
    }
}
