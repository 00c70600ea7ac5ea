package eqmail.users;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.control.Control;
import eqmail.golden.Golden;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenUsersTest {
    @TempDir
    Path home;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    static List<Golden.Case> newu() throws IOException {
        return Golden.cases("qmail-newu");
    }

    static List<Golden.Case> lookups() throws IOException {
        return Golden.cases("getpw-lookup");
    }

    static List<Golden.Case> getpw() throws IOException {
        return Golden.cases("qmail-getpw");
    }

    @ParameterizedTest
    @MethodSource("newu")
    void compilesAssignAsTheOriginal(Golden.Case golden) throws IOException {
        Files.createDirectories(home.resolve("users"));
        for (var file : golden.map("control").entrySet()) {
            Golden.lay(home, file.getKey(), file.getValue());
        }
        assertThat(new NewUsers(home, err).run()).isEqualTo(golden.number("exit"));
        assertThat(Latin1.string(err.toByteArray())).isEqualTo(golden.text("stderr"));
        var files = golden.map("files");
        assertThat(Golden.read(home.resolve("users/cdb"))).isEqualTo(files.get("{HOME}/users/cdb"));
        assertThat(Golden.read(home.resolve("users/cdb.tmp"))).isEqualTo(files.get("{HOME}/users/cdb.tmp"));
    }

    @ParameterizedTest
    @MethodSource("lookups")
    void findsAccountsAsTheOriginal(Golden.Case golden) throws IOException {
        FakePasswd passwd = FakePasswd.recorded("{HOMES}", "{HOME}");
        assertThat(new GetPw(home, passwd, out, err).run(golden.list("args"))).isEqualTo(golden.number("exit"));
        assertThat(Latin1.string(out.toByteArray())).isEqualTo(golden.text("stdout"));
        assertThat(Latin1.string(err.toByteArray())).isEqualTo(golden.text("stderr"));
    }

    static List<Golden.Case> pw2u() throws IOException {
        return Golden.cases("qmail-pw2u");
    }

    @ParameterizedTest
    @MethodSource("pw2u")
    void makesAssignmentsAsTheOriginal(Golden.Case golden) throws IOException {
        FakePasswd passwd = new FakePasswd();
        golden.json().path("owners").properties().forEach(owner -> {
            if (golden.json().path("tree").has(owner.getKey())) {
                passwd.with(
                        owner.getKey(),
                        1,
                        "{CWD}/" + owner.getKey(),
                        owner.getValue().asInt());
            }
        });
        for (var file : golden.map("control").entrySet()) {
            Golden.lay(home, file.getKey(), file.getValue());
        }
        var in = new ByteArrayInputStream(Latin1.bytes(golden.text("stdin")));
        assertThat(new PwToUsers(new Control(home), passwd, in, out, err).run(golden.list("args")))
                .isEqualTo(golden.number("exit"));
        assertThat(Latin1.string(out.toByteArray())).isEqualTo(golden.text("stdout"));
        assertThat(Latin1.string(err.toByteArray())).isEqualTo(golden.text("stderr"));
    }

    @ParameterizedTest
    @MethodSource("getpw")
    void answersForAliasAsTheOriginal(Golden.Case golden) throws IOException {
        FakePasswd passwd = FakePasswd.recorded("/home", "/var/qmail");
        assertThat(new GetPw(home, passwd, out, err).run(golden.list("args"))).isEqualTo(golden.number("exit"));
        assertThat(Latin1.string(out.toByteArray()))
                .isEqualTo(golden.text("stdout")
                        .replace("{UID}", "200")
                        .replace("{GID}", "200")
                        .replace("{ALIASHOME}", "/var/qmail/alias"));
        assertThat(Latin1.string(err.toByteArray())).isEqualTo(golden.text("stderr"));
    }
}
