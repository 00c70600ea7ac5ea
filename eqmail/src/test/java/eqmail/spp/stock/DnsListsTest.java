package eqmail.spp.stock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.control.ControlException;
import eqmail.spp.StockPlugin;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DnsListsTest {
    private static final String ENTRY = "1.2.0.192.bl.example";

    @TempDir
    private Path home;

    private Counter counter;
    private StockPlugin lists;

    @BeforeEach
    void open() throws IOException {
        counter = new Counter(home).says("SMTPHELOHOST=h", "SMTPMAILFROM=");
        counter.lay(
                "sppdnsbl",
                "allow 10.0.0.0/8\n"
                        + "list pass wl.example 127.0.0.1-254\n"
                        + "list refuse bl.example 127.0.0.2,127.0.0.4-7 blocked, see https://bl.example/?{ip}\n"
                        + "list defer soft.example 127.0.0.2\n");
        lists = counter.plugin("dnsbl");
    }

    private String ask() throws IOException, InterruptedException {
        return counter.line(lists);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, false",
        "127.0.0.2, true",
        "127.0.0.3, false",
        "127.0.0.4, true",
        "127.0.0.7, true",
        "127.0.0.8, false",
        "127.0.1.2, false",
        "127.255.255.254, false",
        "127.255.255.2, false",
        "203.0.113.9, false"
    })
    void onlyDocumentedAnswersCount(String answer, boolean listed) throws IOException, InterruptedException {
        counter.lists(ENTRY, answer);
        assertThat(ask()).isEqualTo(listed ? "E550 blocked, see https://bl.example/?192.0.2.1 (#5.7.1)" : "");
    }

    @Test
    void oneDocumentedAnswerAmongOthersIsEnough() throws IOException, InterruptedException {
        counter.lists(ENTRY, "127.0.0.9", "127.0.0.2");
        assertThat(ask()).startsWith("E550 ");
    }

    @Test
    void aListThatDoesNotAnswerKnowsNobody() throws IOException, InterruptedException {
        counter.dns.fails("1.2.0.192.wl.example").fails(ENTRY);
        assertThat(ask()).isEmpty();
        counter.lists("1.2.0.192.soft.example", "127.0.0.2");
        assertThat(ask()).isEqualTo("E451 sorry, your address 192.0.2.1 is listed by soft.example (#4.7.1)");
    }

    @Test
    void theFirstListThatKnowsTheClientDecides() throws IOException, InterruptedException {
        counter.lists(ENTRY, "127.0.0.2").lists("1.2.0.192.wl.example", "127.0.0.10");
        assertThat(ask()).isEmpty();
        assertThat(counter.dns.questions()).containsExactly("1.2.0.192.wl.example A");
    }

    @Test
    void looksIpv6ClientsUpByNibbles() throws IOException, InterruptedException {
        counter.says("TCPREMOTEIP=2001:db8::1")
                .lists("1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.bl.example", "127.0.0.2");
        assertThat(ask()).isEqualTo("E550 blocked, see https://bl.example/?2001:db8::1 (#5.7.1)");
    }

    @Test
    void endsTheConnectionWhereItWouldStandForTheGreeting() throws IOException, InterruptedException {
        counter.client.remove("SMTPHELOHOST");
        counter.client.remove("SMTPMAILFROM");
        counter.lists(ENTRY, "127.0.0.2");
        assertThat(ask()).startsWith("R554 blocked");
    }

    @Test
    void givesUpWhenAllListsTogetherTakeTooLong() throws IOException, InterruptedException {
        counter.lists(ENTRY, "127.0.0.2");
        Surroundings all = counter.surroundings();
        StockPlugin slow = new DnsLists(new Surroundings(
                all.control(),
                all.resolver(),
                all.users(),
                all.homes(),
                all.clock(),
                () -> counter.nanos.getAndAdd(Duration.ofSeconds(15).toNanos()),
                all.pause(),
                all.aside(),
                all.seed(),
                all.log()));
        assertThat(counter.ask(slow)).isEmpty();
        assertThat(counter.dns.questions()).containsExactly("1.2.0.192.wl.example A");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TCPREMOTEIP=10.9.9.9", "TCPREMOTEIP=", "RELAYCLIENT=", "SMTPAUTHUSER=joe"})
    void someAreNotLookedUp(String variable) throws IOException, InterruptedException {
        counter.says(variable);
        assertThat(ask()).isEmpty();
        assertThat(counter.dns.questions()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "list refuse bl.example", "list ban bl.example 127.0.0.2", "list refuse bl.example 127.0.0.2-1",
                "list refuse bl.example 127.255.255.1", "list refuse bl.example 192.0.2.1",
                        "list refuse bl.example 127.0.0.2,",
                "list refuse bl.example 127.0.0", "list refuse bl.example 127.0.0.2-256", "list refuse bl.example ::1"
            })
    void refusesListsItDoesNotUnderstand(String line) throws IOException {
        counter.lay("sppdnsbl", line + "\n");
        assertThatThrownBy(() -> counter.ask(lists)).isInstanceOf(ControlException.class);
    }

    @ParameterizedTest
    @CsvSource({"20, true", "21, false"})
    void knowsHowManyListsAreEnough(int count, boolean fine) throws IOException, InterruptedException {
        counter.lay("sppdnsbl", "list pass wl.example 127.0.0.2\n".repeat(count));
        if (fine) {
            assertThat(ask()).isEmpty();
        } else {
            assertThatThrownBy(() -> counter.ask(lists)).hasMessageContaining("more than 20 lists");
        }
    }

    @Test
    void doesNothingWithoutLists() throws IOException, InterruptedException {
        counter.lay("sppdnsbl", "").lists(ENTRY, "127.0.0.2");
        assertThat(ask()).isEmpty();
    }
}
