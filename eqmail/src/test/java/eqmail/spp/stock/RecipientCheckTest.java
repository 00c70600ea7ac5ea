package eqmail.spp.stock;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.cdb.CdbWriter;
import eqmail.posix.Errno;
import eqmail.posix.PosixException;
import eqmail.spp.StockPlugin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecipientCheckTest {
    private static final String NOBODY = "E550 sorry, no mailbox here by that name (#5.1.1)";

    @TempDir
    private Path home;

    private Counter counter;
    private StockPlugin check;

    @BeforeEach
    void open() throws IOException {
        counter = new Counter(home).says("SMTPHELOHOST=h", "SMTPMAILFROM=");
        counter.lay("locals", "example.org\n").lay("virtualdomains", "virtual.example:joe+v\n.wild.example:all\n");
        account("joe", 1001, ".qmail-list", ".qmail-lists-default", ".qmail-v-list");
        account("alias", 200, ".qmail-postmaster", ".qmail-john:doe");
        check = counter.plugin("rcptcheck");
    }

    private void account(String name, int uid, String... files) throws IOException {
        Path folder = Files.createDirectories(home.resolve("homes").resolve(name));
        for (String file : files) {
            Files.writeString(folder.resolve(file), "");
        }
        counter.passwd.with(name, uid, folder.toString(), uid);
    }

    private String ask(String recipient) throws IOException, InterruptedException {
        counter.client.remove("SPPBADRCPTS");
        return counter.says("SMTPRCPTTO=" + recipient).line(check);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "joe@example.org", "JOE@Example.ORG", "joe+list@example.org", "joe+LISTS-any@example.org",
                        "postmaster@example.org",
                "John.Doe@example.org", "list@virtual.example", "joe@elsewhere.example", "nobody@elsewhere.example", ""
            })
    void takesWhomItFindsAndWhatGoesElsewhere(String recipient) throws IOException, InterruptedException {
        assertThat(ask(recipient)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nobody@example.org",
                "joe+other@example.org",
                "joe-list@example.org",
                "x@wild.example.org.wild.example",
                "root@example.org"
            })
    void refusesWhomItDoesNotFind(String recipient) throws IOException, InterruptedException {
        assertThat(ask(recipient)).isEqualTo("SSPPBADRCPTS=1\n" + NOBODY);
    }

    @Test
    void aRecipientWithoutHostIsOurs() throws IOException, InterruptedException {
        counter.lay("envnoathost", "example.org\n");
        assertThat(ask("joe")).isEmpty();
        assertThat(ask("nobody")).contains(NOBODY);
    }

    @Test
    void asksTheTableOfUsersFirst() throws IOException, InterruptedException {
        Files.createDirectories(home.resolve("users"));
        Path folder = Files.createDirectories(home.resolve("homes/box"));
        try (CdbWriter writer = CdbWriter.create(home.resolve("users/cdb"))) {
            writer.add("", "-");
            String box = String.join("\0", "box", "1009", "1009", folder.toString(), "");
            writer.add("!sales\0", box + "\0\0");
            writer.add("!team-", box + "-\0");
            writer.finish();
        }
        Files.writeString(folder.resolve(".qmail-a"), "");
        assertThat(ask("sales@example.org")).isEmpty();
        assertThat(ask("team-a@example.org")).isEmpty();
        assertThat(ask("team-b@example.org")).contains(NOBODY);
    }

    @Test
    void takesWhatItCannotLookAt() throws IOException, InterruptedException {
        counter.passwd.with("away", 1002, home.resolve("homes/away").toString(), 1002);
        assertThat(ask("away+x@example.org")).as("no such home").isEmpty();
        Surroundings all = counter.surroundings();
        check = new RecipientCheck(new Surroundings(
                all.control(),
                all.resolver(),
                all.users(),
                path -> {
                    throw new PosixException(Errno.EACCES, "open", path);
                },
                all.clock(),
                all.nanoClock(),
                all.pause(),
                all.aside(),
                all.seed(),
                all.log()));
        assertThat(ask("joe+other@example.org")).as("closed to us").isEmpty();
    }

    @Test
    void takesEverybodyWhileAccountsCannotBeLookedUp() throws IOException, InterruptedException {
        Files.createDirectories(home.resolve("users"));
        Files.writeString(home.resolve("users/cdb"), "broken");
        assertThat(ask("nobody@example.org")).isEmpty();
        assertThat(counter.log).singleElement().asString().startsWith("alert: unable to look up a recipient: ");
    }

    @ParameterizedTest
    @CsvSource({"1000, false", "1001, true"})
    void leavesEndlessNamesToTheDelivery(int length, boolean taken) throws IOException, InterruptedException {
        assertThat(ask("-".repeat(length) + "@example.org").isEmpty()).isEqualTo(taken);
    }

    @Test
    void makesThoseWaitWhoTryManyNamesAndThenHangsUp() throws IOException, InterruptedException {
        counter.lay("spprcptcheck", "free 2\ndelay 9\nclose 3\n").says("SMTPRCPTTO=nobody@example.org");
        assertThat(counter.line(check)).isEqualTo("SSPPBADRCPTS=1\n" + NOBODY);
        counter.says("SPPBADRCPTS=1");
        assertThat(counter.line(check)).isEqualTo("SSPPBADRCPTS=2\n" + NOBODY);
        assertThat(counter.pauses).isEmpty();
        counter.says("SPPBADRCPTS=2");
        assertThat(counter.line(check)).isEqualTo("SSPPBADRCPTS=3\n" + NOBODY);
        assertThat(counter.pauses).containsExactly(Duration.ofSeconds(9));
        counter.says("SPPBADRCPTS=3");
        assertThat(counter.line(check)).isEqualTo("R421 sorry, too many recipients that do not exist (#4.7.0)");
        counter.says("SMTPRCPTTO=joe@example.org");
        assertThat(counter.line(check)).isEmpty();
    }
}
