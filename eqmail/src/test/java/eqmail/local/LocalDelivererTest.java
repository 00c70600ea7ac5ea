package eqmail.local;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.delivery.Order;
import eqmail.fs.MemoryBody;
import eqmail.mail.MessageId;
import eqmail.mail.Verdict;
import eqmail.users.Account;
import eqmail.users.Assignment;
import eqmail.users.LookupException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalDelivererTest {
    private final List<LocalRequest> requests = new ArrayList<>();

    private Verdict deliver(String recipient, LocalDeliverer.Lookup users) throws InterruptedException {
        LocalRun run = (request, body) -> {
            requests.add(request);
            return new Verdict.Delivered("ran\n");
        };
        return new LocalDeliverer(users, account -> run, "./Mailbox")
                .deliver(new Order(new MessageId(1), MemoryBody.of("x"), "s@x", recipient));
    }

    private static LocalDeliverer.Lookup account(int uid) {
        return local -> new Assignment(new Account("joe", uid, 7, "/home/joe"), "-", "Ext");
    }

    @Test
    void splitsTheRecipientAtItsLastAt() throws InterruptedException {
        assertThat(deliver("Joe+Ext@a@Example.Org", account(7))).isEqualTo(new Verdict.Delivered("ran\n"));
        assertThat(requests)
                .containsExactly(new LocalRequest(
                        new Account("joe", 7, 7, "/home/joe"),
                        "Joe+Ext@a",
                        "-",
                        "Ext",
                        "Example.Org",
                        "s@x",
                        "./Mailbox"));
    }

    @Test
    void throwsMailForAnEmptyLocalPartAway() throws InterruptedException {
        assertThat(deliver("@h", account(7))).isEqualTo(new Verdict.Delivered(""));
        assertThat(requests).isEmpty();
    }

    @Test
    void deliversNothingAsRoot() throws InterruptedException {
        assertThat(deliver("joe@h", account(0)))
                .isEqualTo(new Verdict.Deferred("Not allowed to perform deliveries as root.\n"));
        assertThat(requests).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "112, Internal qmail-lspawn bug.",
        "115, NFS failure in qmail-local.",
        "116, Unable to find alias user!",
        "117, Trouble reading users/cdb in qmail-lspawn.",
        "118, Temporary failure in qmail-lspawn."
    })
    void aFailedLookUpWaits(int code, String text) throws InterruptedException {
        assertThat(deliver("joe@h", local -> {
                    throw new LookupException(code, "fault");
                }))
                .isEqualTo(new Verdict.Deferred(text + "\n"));
    }

    @Test
    void aServerThatIsNotRootSaysWhoseMailItCannotDeliver() throws InterruptedException {
        LocalRequest request =
                new LocalRequest(new Account("joe", 1001, 1001, "/home/joe"), "joe", "", "", "h", "s@x", "#");
        assertThat(LocalDeliverer.notOurs(1000).run(request, MemoryBody.of("x")))
                .isEqualTo(new Verdict.Deferred(
                        "Unable to deliver to joe: this server runs as uid 1000, not as root. (#4.3.5)\n"));
    }
}
