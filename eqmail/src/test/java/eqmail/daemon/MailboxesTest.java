package eqmail.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.control.Control;
import eqmail.pop3.Maildrop;
import eqmail.pop3.Maildrops.Denial;
import eqmail.pop3.Maildrops.Opening;
import eqmail.users.Account;
import eqmail.users.Assignment;
import eqmail.users.LookupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailboxesTest {
    @TempDir
    private Path home;

    private final List<String> log = new ArrayList<>();

    @BeforeEach
    void lay() throws IOException {
        Files.createDirectories(home.resolve("control"));
        Files.writeString(home.resolve("control/locals"), "Example.org\n");
        for (String part : List.of("tmp", "new", "cur")) {
            Files.createDirectories(home.resolve("joe/Maildir").resolve(part));
        }
    }

    private Mailboxes mailboxes() {
        return new Mailboxes(new Control(home), this::find, InstantSource.system(), log::add);
    }

    private Account joe() {
        return new Account("joe", 1000, 1000, home.resolve("joe").toString());
    }

    private Assignment find(String local) throws LookupException {
        return switch (local) {
            case "joe" -> new Assignment(joe(), "", "");
            case "joe-list" -> new Assignment(joe(), "-", "list");
            case "root" -> new Assignment(new Account("root", 0, 0, "/root"), "", "");
            case "down" -> throw new LookupException(111, "the directory server is down");
            default -> new Assignment(new Account("alias", 7, 7, "/var/qmail/alias"), "-", local);
        };
    }

    @Test
    void aNameIsThatOfAnAccountOrAnAddressOfThisHost() throws IOException {
        assertThat(mailboxes().account("joe")).contains(joe());
        assertThat(mailboxes().account("joe@example.ORG")).contains(joe());
        assertThat(mailboxes().account("joe@elsewhere.example")).isEmpty();
    }

    @Test
    void whoHasNoHomeOfItsOwnHasNoMailboxAndRootHasNone() throws IOException {
        assertThat(mailboxes().account("joe-list")).isEmpty();
        assertThat(mailboxes().account("stranger")).isEmpty();
        assertThat(mailboxes().account("root")).isEmpty();
        assertThatThrownBy(() -> mailboxes().account("down")).isInstanceOf(IOException.class);
    }

    @Test
    void oneSessionAtATimeHasAMailboxByWhateverName() throws IOException {
        Files.createSymbolicLink(home.resolve("joseph"), home.resolve("joe"));
        Account other = new Account("joseph", 1000, 1000, home.resolve("joseph").toString());
        Mailboxes mailboxes = mailboxes();
        Opening first = mailboxes.open(joe());
        assertThat(first).isInstanceOf(Opening.Opened.class);
        assertThat(mailboxes.open(other)).isEqualTo(new Opening.Denied(Denial.IN_USE));
        try (Maildrop maildrop = ((Opening.Opened) first).maildrop()) {
            assertThat(maildrop.entries()).isEmpty();
        }
        assertThat(mailboxes.open(other)).isInstanceOf(Opening.Opened.class);
    }

    @Test
    void aMailboxThatCannotBeOpenedIsNotHeld() throws IOException {
        Mailboxes mailboxes = mailboxes();
        Files.delete(home.resolve("joe/Maildir/new"));
        assertThat(mailboxes.open(joe())).isEqualTo(new Opening.Denied(Denial.TROUBLE));
        assertThat(log).hasSize(1);
        Files.createDirectory(home.resolve("joe/Maildir/new"));
        assertThat(mailboxes.open(joe())).isInstanceOf(Opening.Opened.class);
        Account none = new Account("ann", 1000, 1000, home.resolve("ann").toString());
        assertThat(mailboxes.open(none)).isEqualTo(new Opening.Denied(Denial.MISSING));
    }
}
