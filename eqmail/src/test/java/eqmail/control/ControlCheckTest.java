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

class ControlCheckTest {
    @TempDir
    Path home;

    @BeforeEach
    void lay() throws IOException {
        Golden.lay(home, "control/me", "mail.example.org\n");
    }

    private List<String> faults(ControlCheck.Owner... owners) {
        return List.copyOf(new ControlCheck(home, List.of(owners)).faults());
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
                "bouncefrom     | ' x'              | line 1: begins with a blank, which belongs to the value",
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
        "virtualdomains, joe@example.org:joe",
        "smtproutes, ':[192.0.2.1]:26 user pass word'",
        "checker, ''",
        "localiphost, '[192.0.2.1]'",
    })
    void hasNothingToSayOfWhatMeansSomething(String file, String text) throws IOException {
        Golden.lay(home, "control/" + file, text + "\n");
        assertThat(faults()).isEmpty();
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
