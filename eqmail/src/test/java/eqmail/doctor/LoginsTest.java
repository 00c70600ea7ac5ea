package eqmail.doctor;

import static eqmail.doctor.Patient.place;
import static eqmail.doctor.Patient.told;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoginsTest {
    private static final Optional<ServerAccount> QMAILS = Optional.of(new ServerAccount("qmails", 54_321, 54_322));

    @TempDir
    Path home;

    private final Map<String, List<String>> commands = new HashMap<>();
    private Patient patient = new Patient(Path.of(""));

    @BeforeEach
    void name() {
        patient = new Patient(home);
    }

    private List<String> look(Optional<ServerAccount> server, String... roles) throws Exception {
        List<Listening.Place> places =
                List.of(roles).stream().map(role -> place(role, "", 1)).toList();
        return told(new Logins(patient.control(), places, at -> Optional.ofNullable(commands.get(at.role())), server));
    }

    private void mode(String file, String mode) throws IOException {
        Files.setPosixFilePermissions(home.resolve(file), PosixFilePermissions.fromString(mode));
    }

    @Test
    void somebodyCanLogInWherePeopleHaveTo() throws Exception {
        assertThat(look(QMAILS, "smtp", "qmtp")).containsExactly("OK no listener asks for a password");
        assertThat(look(QMAILS, "smtp", "submission", "pop3s"))
                .containsExactly("WARN nobody can log in on submission :1", "WARN nobody can log in on pop3s :1");
    }

    @Test
    void theServerMayReadItsPasswords() throws Exception {
        commands.put("submission", List.of("qmail-chkpw", "true"));
        assertThat(look(QMAILS, "submission")).containsExactly("FAIL users/smtpauth is missing, so nobody can log in");
        patient.with("users/smtpauth", "ann:x\n");
        mode("users", "rwxr-xr-x");
        mode("users/smtpauth", "rw-r-----");
        String file = home.toRealPath() + "/users/smtpauth";
        assertThat(look(QMAILS, "submission"))
                .containsExactly("FAIL " + file + " is closed to the server, so nobody can log in");
        assertThat(look(Optional.empty(), "submission")).containsExactly("OK users/smtpauth says who may");
        int group = (Integer) Files.getAttribute(home.resolve("users/smtpauth"), "unix:gid");
        Optional<ServerAccount> member = Optional.of(new ServerAccount("qmails", 54_321, group));
        assertThat(look(member, "submission", "submission")).containsExactly("OK users/smtpauth says who may");
    }

    @Test
    void aProgramRunsAsSomebodyWhoMayAsk() throws Exception {
        patient.with("bin/checkpw", "");
        mode("bin/checkpw", "rwxr-xr-x");
        commands.put("submission", List.of("bin/checkpw", "true"));
        assertThat(look(Optional.empty(), "submission")).containsExactly("OK bin/checkpw says who may");
        assertThat(look(QMAILS, "submission"))
                .containsExactly("WARN bin/checkpw runs as qmails, who cannot read passwords of accounts");
        Files.setAttribute(home.resolve("bin/checkpw"), "unix:mode", 04755);
        assertThat(look(QMAILS, "submission")).containsExactly("OK bin/checkpw says who may, by its setuid bit");
        patient.with("control/checkeruser", "root\n");
        assertThat(look(QMAILS, "submission")).containsExactly("OK bin/checkpw says who may, as root");
    }

    @Test
    void mailboxesWantTheAccountThatChecks() throws Exception {
        commands.put("pop3", List.of("/sbin/checkpw", "true"));
        assertThat(look(QMAILS, "pop3"))
                .containsExactly("FAIL pop3 :1 opens no mailbox: /sbin/checkpw says who may,"
                        + " and there is no control/checkeruser");
    }

    @Test
    void directoriesOnTheWayCountAndLinksAreFollowed() throws Exception {
        patient.with("users/secret/smtpauth", "ann:x\n").with("elsewhere/x", "");
        Files.createSymbolicLink(home.resolve("users/smtpauth"), Path.of("secret/smtpauth"));
        ServerAccount account = QMAILS.orElseThrow();
        mode("users", "rwxr-xr-x");
        mode("users/secret", "rwxr-xr-x");
        mode("users/secret/smtpauth", "rw-r--r--");
        Path link = home.resolve("users/smtpauth");
        assertThat(account.obstacle(home, link)).isEmpty();
        mode("users/secret", "rwxr-x---");
        assertThat(account.obstacle(home, link)).contains(home.toRealPath().resolve("users/secret"));
        assertThat(account.obstacle(home, home.resolve("none"))).isEmpty();
    }
}
