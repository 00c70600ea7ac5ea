package eqmail.doctor;

import static eqmail.doctor.Patient.told;
import static org.assertj.core.api.Assertions.assertThat;

import eqmail.dns.FakeResolver;
import eqmail.local.LocalRequest;
import eqmail.local.Report;
import eqmail.users.Account;
import eqmail.users.Assignment;
import eqmail.users.LookupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DestinationTest {
    @TempDir
    Path home;

    private final FakeResolver dns = new FakeResolver();
    private final List<LocalRequest> planned = new ArrayList<>();
    private Patient patient = new Patient(Path.of(""));
    private String words = "";
    private int code;

    @BeforeEach
    void name() throws IOException {
        patient = new Patient(home)
                .with("control/me", "mail.example.org\n")
                .with("control/locals", "example.org\n")
                .with("control/rcpthosts", "example.org\n")
                .with("control/virtualdomains", "example.net:ann-net\n");
    }

    private Assignment find(String local) throws LookupException {
        if (local.equals("slow")) {
            throw new LookupException(LookupException.SYSTEM, "no answer");
        }
        if (local.equals("root")) {
            return new Assignment(new Account("root", 0, 0, "/root"), "", "");
        }
        String ext = local.substring(Math.min(local.length(), 4));
        return new Assignment(new Account("ann", 1000, 1000, home + "/ann"), ext.isEmpty() ? "" : "-", ext);
    }

    private int plan(LocalRequest request, Report report) {
        planned.add(request);
        report.out(words);
        if (code == 0) {
            report.out("did 1+2+0\n");
        }
        return code;
    }

    private List<String> look(String address) throws Exception {
        return told(new Destination(patient.control(), address, this::find, this::plan, dns));
    }

    @Test
    void whatComesHereIsFollowedToItsInstructions() throws Exception {
        for (String part : List.of("tmp", "new", "cur")) {
            Files.createDirectories(home.resolve("ann/Maildir").resolve(part));
        }
        words = "maildir ./Maildir/\nmbox ./Mailbox\nforward bob@x.y\nprogram run\n";
        assertThat(look("Ann@example.org"))
                .containsExactly(
                        "OK comes to account ann, home " + home + "/ann",
                        "OK then maildir ./Maildir/",
                        "OK then mbox ./Mailbox",
                        "OK then forward bob@x.y",
                        "OK then program run");
    }

    @Test
    void aVirtualDomainHasAPrependAndMayBeRefusedOutside() throws Exception {
        assertThat(look("joe@example.net"))
                .containsExactly(
                        "WARN taken only from those who may send anywhere",
                        "OK comes to account ann, home " + home + "/ann, file .qmail-net-joe",
                        "OK then as qmail-start was told: there is no instruction in a .qmail file");
        assertThat(planned)
                .singleElement()
                .satisfies(request -> assertThat(List.of(request.local(), request.host(), request.ext()))
                        .containsExactly("ann-net-joe", "example.net", "net-joe"));
    }

    @Test
    void whatIsMissingForTheInstructionIsNamed() throws Exception {
        Files.createDirectories(home.resolve("ann/Maildir/tmp"));
        words = "maildir ./Maildir/\n";
        assertThat(look("ann@example.org")).contains("FAIL waits: there is no directory " + home + "/ann/Maildir/new");
    }

    @Test
    void aStickyHomeHoldsMail() throws Exception {
        words = "Warning: home directory is sticky.\nmbox ./Mailbox\n";
        assertThat(look("ann@example.org")).contains("WARN waits: home directory is sticky.", "OK then mbox ./Mailbox");
    }

    @Test
    void refusalsAndDelaysAreToldInTheWordsOfQmailLocal() throws Exception {
        words = "Sorry, no mailbox here by that name. (#5.1.1)\n";
        code = 100;
        assertThat(look("ann-x@example.org").getLast())
                .isEqualTo("FAIL bounces: Sorry, no mailbox here by that name. (#5.1.1)");
        code = 111;
        assertThat(look("ann-x@example.org").getLast()).startsWith("FAIL waits: Sorry");
    }

    @Test
    void accountsThatCannotBeUsedAreSaidSo() throws Exception {
        assertThat(look("slow@example.org").getLast()).startsWith("FAIL waits: ");
        assertThat(look("root@example.org"))
                .containsExactly("OK comes to account root, home /root", "FAIL waits: nothing is delivered as root");
        assertThat(planned).isEmpty();
    }

    @Test
    void everyDomainHasAPostmaster() throws Exception {
        Postmasters postmasters = new Postmasters(
                patient.control(), address -> new Destination(patient.control(), address, this::find, this::plan, dns));
        assertThat(told(postmasters))
                .containsExactly("OK mail for postmaster@example.net, postmaster@example.org arrives");
        words = "Sorry, no mailbox here by that name. (#5.1.1)\n";
        code = 100;
        assertThat(told(postmasters))
                .hasSize(2)
                .contains(
                        "FAIL mail for postmaster@example.org bounces: Sorry, no mailbox here by that name. (#5.1.1)");
        patient.with("control/locals", "").with("control/virtualdomains", "");
        assertThat(told(postmasters)).containsExactly("OK no domain is delivered here");
    }

    @Test
    void whatLeavesGoesByRouteOrExchangerOrAddress() throws Exception {
        patient.with("control/smtproutes", "routed.example:relay.example.net:587 user secret\n");
        dns.mx("mx.example", "10 a.example", "20 b.example")
                .address("plain.example", "192.0.2.7")
                .fails("slow.example");
        assertThat(look("joe@routed.example"))
                .containsExactly("OK leaves for relay.example.net:587, by control/smtproutes");
        assertThat(look("joe@MX.example")).containsExactly("OK leaves for a.example, b.example");
        assertThat(look("joe@plain.example")).containsExactly("OK leaves for plain.example");
        assertThat(look("joe@none.example")).containsExactly("FAIL bounces: there is no mail server for none.example");
        assertThat(look("joe@slow.example")).containsExactly("WARN waits: no name server tells where it goes");
    }
}
