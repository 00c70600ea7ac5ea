package eqmail.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eqmail.cdb.CdbWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsersTest {
    @TempDir
    Path home;

    @BeforeEach
    void makeUsers() throws IOException {
        Files.createDirectories(home.resolve("users"));
    }

    @Test
    void aPrefixThatEndsInACapitalIsNeverFound() throws Exception {
        assign("+LISTx:u:7:8:/h:-:pre:\n+boxY:v:7:8:/h:-:pre:\n.\n");
        assertThat(find("ListXMore").ext()).isEqualTo("preMore");
        assertThat(find("boxYMore").account().user()).isEqualTo("other");
        assertThat(find("boxymore").account().user()).isEqualTo("other");
    }

    @Test
    void asksTheOtherRuleOnlyForWhatIsNotAssigned() throws Exception {
        assign("=joe:u:7:8:/h:::\n.\n");
        assertThat(find("joe").account()).isEqualTo(new Account("u", 7, 8, "/h"));
        assertThat(find("jo").account().user()).isEqualTo("other");
    }

    @Test
    void aNewTableCountsAtOnce() throws Exception {
        assign("=joe:u:7:8:/h:::\n.\n");
        assertThat(find("joe").account().user()).isEqualTo("u");
        assign("=joe:v:7:8:/h:::\n.\n");
        assertThat(find("joe").account().user()).isEqualTo("v");
    }

    @Test
    void idsThatNoAccountCanHaveAreNotCutToOnesThatExist() throws Exception {
        assign("=a:u:4294967296:8:/h:::\n=b:u:4294967295:8:/h:::\n=c:u:4294967294:8:/h:::\n=d:u:99999999999999999999:8"
                + ":/h:::\n.\n");
        assertFails("a", LookupException.BAD_RECORD);
        assertFails("b", LookupException.BAD_RECORD);
        assertThat(find("c").account().uid()).isEqualTo(-2);
        assertFails("d", LookupException.BAD_RECORD);
    }

    @Test
    void aTableWithoutWildcardListIsBroken() throws Exception {
        write("!joe\0", "u\0001\0001\0/h\0\0");
        assertFails("joe", LookupException.USERS_CDB);
    }

    @Test
    void aRecordWithTooFewFieldsIsABug() throws Exception {
        try (CdbWriter writer = CdbWriter.create(home.resolve("users/cdb"))) {
            writer.add("!joe\0", "u\0001");
            writer.add("", "");
            writer.finish();
        }
        assertFails("joe", LookupException.BAD_RECORD);
    }

    @Test
    void aTableThatIsADirectoryIsTrouble() throws Exception {
        Files.createDirectory(home.resolve("users/cdb"));
        assertFails("joe", LookupException.USERS_CDB);
    }

    private void write(String key, String data) throws IOException {
        try (CdbWriter writer = CdbWriter.create(home.resolve("users/cdb"))) {
            writer.add(key, data);
            writer.finish();
        }
    }

    private void assign(String text) throws IOException {
        Files.writeString(home.resolve("users/assign"), text);
        assertThat(new NewUsers(home, new ByteArrayOutputStream()).run()).isZero();
    }

    private Assignment find(String local) throws LookupException {
        return new Users(home, name -> new Assignment(new Account("other", 1, 1, "/"), "", "")).find(local);
    }

    private void assertFails(String local, int code) {
        assertThatExceptionOfType(LookupException.class)
                .isThrownBy(() -> find(local))
                .matches(e -> e.exitCode() == code, "exit code " + code);
    }
}
