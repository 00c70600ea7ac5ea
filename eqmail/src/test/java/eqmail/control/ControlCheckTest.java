package eqmail.control;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.golden.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControlCheckTest {
    @TempDir
    Path home;

    @BeforeEach
    void lay() throws IOException {
        Golden.lay(home, "control/me", "mail.example.org\n");
    }

    private List<String> faults(ControlCheck.Owner... owners) {
        return List.copyOf(
                new ControlCheck(home, List.of(owners), List.of()).look().faults());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "me             | ''                | line 1: no host name",
                "me             | 'a b'             | line 1: not a host name: a b",
                "databytes      | many              | not a number: many",
                "databytes      | 500k              | not a number: 500k",
                "timeoutremote  | ' 7'              | not a number:  7",
                "timeoutremote  | 4294967296        | more than 4294967295: 4294967296",
                "bouncefrom     | ' x'              | line 1: not what stands before the @ of an address:  x",
                "doublebounceto | joe@d.e           | line 1: not what stands before the @ of an address: joe@d.e",
                "smtpgreeting   | ' x'              | line 1: begins with a blank, which belongs to the value",
                "helohost       | '[192.0.2.256]'   | line 1: not a host name: [192.0.2.256]",
                "bouncehost     | a.b.              | line 1: not a host name: a.b.",
                "idhost         | a..b              | line 1: not a host name: a..b",
                "locals         | .d.e              | line 1: not a host name: .d.e",
                "rcpthosts      | '*.d.e'           | line 1: not a host name: *.d.e",
                "rcpthosts      | '#;;d.e:joe'      | line 3: not a host name: d.e:joe",
                "badmailfrom    | 'joe @d.e'        | line 1: not an address: joe @d.e",
                "badmailfrom    | joe@              | line 1: no host name",
                "badmailfrom    | '@.d.e'           | line 1: not a host name: .d.e",
                "tlsclients     | joe               | line 1: not an address: joe",
                "qmqpservers    | mail.d.e          | line 1: not an IP address, so it is ignored: mail.d.e",
                "virtualdomains | joe@:a            | line 1: no host name",
                "virtualdomains | '@d.e:a'          | line 1: not an address: @d.e",
                "virtualdomains | 'd.e:joe@f.g'     | line 1: not the beginning of an address here: joe@f.g",
                "virtualdomains | ' d.e:joe'        | line 1: begins with a blank, which belongs to the value",
                "smtproutes     | 'joe@d.e:a'       | line 1: not a host name: joe@d.e",
                "locals         | 'a.b;# c;;joe@d.e'| line 4: not a host name: joe@d.e",
                "smtproutes     | 'a:b;relay.host'  | line 2: without a colon, so it is ignored: relay.host",
                "checkpwtools   | 'bin/x'           | line 1: not an absolute path, so it is ignored: bin/x",
            })
    void namesLineAndFault(String file, String text, String fault) throws IOException {
        Golden.lay(home, "control/" + file, text.replace(';', '\n') + "\n");
        assertThat(faults()).containsExactly("control/" + file + ": " + fault);
    }

    @ParameterizedTest
    @CsvSource({
        "databytes, 0",
        "databytes, 500 # half a KB",
        "smtpgreeting, mail.example.org ESMTP hello",
        "rcpthosts, .example.org",
        "badmailfrom, '@example.org'",
        "badmailfrom, .example.org",
        "badmailfrom, joe@example.org",
        "qmqpservers, '[2001:db8::1]'",
        "qmqpservers, 192.0.2.1 # the old one",
        "helohost, '[IPv6:2001:db8::1]'",
        "virtualdomains, .example.org:",
        "virtualdomains, ':joe-all'",
        "virtualdomains, joe@example.org:joe",
        "smtproutes, ':[192.0.2.1]:26 user pass word'",
        "checker, ''",
        "localiphost, '[192.0.2.1]'",
    })
    void hasNothingToSayOfWhatMeansSomething(String file, String text) throws IOException {
        Golden.lay(home, "control/" + file, text + "\n");
        assertThat(faults()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "concurrencyremote | 0             | 0 holds all mail",
                "concurrencyremote | 121           | 121 counts as 120, the limit of control/concurrencymax",
                "timeoutsmtpd      | 0             | 0 counts as 1",
                "databytes         | ''            | no number, so 0 counts",
                "doublebounceto    | ''            | line 1: empty, so the address has nothing before its @",
                "extdelimiter      | +-            | line 1: only the first byte counts: +-",
                "badmailfrom       | spam.example  | line 1: bars no host: that would be @spam.example or"
                        + " .spam.example",
                "virtualdomains    | a.b:x;c:y;A.b:z | line 1: does not count, since line 3 begins with A.b: too",
                "morercpthosts     | a.b           | does not count before qmail-newmrh is run",
                "rcpthost          | a.b           | no program here reads a file of this name; is it to be rcpthosts?",
                "something-else    | a.b           | no program here reads a file of this name",
            })
    void warnsOfWhatIsRarelyMeant(String file, String text, String warning) throws IOException {
        Golden.lay(home, "control/" + file, text.replace(';', '\n') + "\n");
        Flaws flaws = new ControlCheck(home, List.of(), List.of()).look();
        assertThat(flaws.faults()).isEmpty();
        assertThat(flaws.warnings()).containsExactly("control/" + file + ": " + warning);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rcpthosts.bak", "rcpthosts~", "me.dpkg-old", ".git", "README", "locals.2"})
    void whatPeopleLeaveBesideAFileIsNoSetting(String name) throws IOException {
        Golden.lay(home, "control/" + name, "x y z\n");
        assertThat(new ControlCheck(home, List.of(), List.of()).look().warnings())
                .isEmpty();
    }

    @Test
    void anInspectorTellsOfMoreAndKnowsMore() throws IOException {
        Golden.lay(home, "control/closed", "");
        Inspector inspector = (control, flaws) -> {
            flaws.names("control/closed");
            flaws.warning("control/me", 1, "short");
            throw new ControlException("control/me", "gone");
        };
        Flaws flaws = new ControlCheck(home, List.of(), List.of(inspector)).look();
        assertThat(flaws.warnings()).containsExactly("control/me: line 1: short");
        assertThat(flaws.faults()).containsExactly("control/me: gone");
    }

    @Test
    void seesAByteOrderMark() throws IOException {
        Golden.lay(home, "control/rcpthosts", "\u00ef\u00bb\u00bfa.b\n");
        assertThat(faults())
                .containsExactly(
                        "control/rcpthosts: line 1: begins with a byte order mark, which belongs to the value");
    }

    @Test
    void seesCarriageReturns() throws IOException {
        Golden.lay(home, "control/rcpthosts", "a.b\r\n");
        assertThat(faults())
                .containsExactly("control/rcpthosts: line 1: a carriage return, which belongs to the value");
    }

    @Test
    void seesDirectoriesInThePlaceOfFilesAndFilesInThePlaceOfDirectories() throws IOException {
        Golden.lay(home, "control/locals/x", "");
        Golden.lay(home, "control/tlshosts", "");
        assertThat(faults()).containsExactly("control/locals: is a directory", "control/tlshosts: is not a directory");
    }

    @Test
    void seesThatACompiledFileIsOld() throws IOException {
        Golden.lay(home, "users/assign", ".\n");
        Golden.lay(home, "users/cdb", "");
        assertThat(faults()).isEmpty();
        Files.setLastModifiedTime(home.resolve("users/cdb"), FileTime.fromMillis(5000));
        assertThat(faults()).containsExactly("users/cdb: is older than users/assign");
    }

    @Test
    void oneFaultDoesNotHideTheNext() throws IOException {
        Golden.lay(home, "control/mailauth", "perhaps\n");
        Golden.lay(home, "control/maxrcpt", "1\n");
        assertThat(faults(ControlCheckTest::read)).containsExactly("control/mailauth: no", "control/maxrcpt: too few");
    }

    /** A room that stops at the first fault, as they all do. */
    private static void read(Control control) throws ControlException {
        if (control.line("control/mailauth").isPresent()) {
            throw new ControlException("control/mailauth", "no");
        }
        if (control.number("control/maxrcpt", 9) < 9) {
            throw new ControlException("control/maxrcpt", "too few");
        }
    }

    @Test
    void whatOnlyFollowsFromAnotherFaultIsNotTold() throws IOException {
        Golden.lay(home, "control/me", "a b\n");
        assertThat(faults(control -> {
                    if (control.line("control/me").filter("a b"::equals).isPresent()) {
                        throw new ControlException("control/me", "bad");
                    }
                    throw new ControlException("control/locals", "neither this file nor control/me exists");
                }))
                .containsExactly("control/me: line 1: not a host name: a b", "control/me: bad");
    }

    @Test
    void aMissingFileIsNamedOnce() throws IOException {
        Files.delete(home.resolve("control/me"));
        assertThat(faults(control -> {
                    throw new ControlException("control/me", "file does not exist");
                }))
                .containsExactly("control/me: file does not exist");
    }
}
