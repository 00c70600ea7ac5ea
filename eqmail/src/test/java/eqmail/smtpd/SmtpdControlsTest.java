package eqmail.smtpd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.cdb.CdbWriter;
import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.control.RcptHosts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpdControlsTest {
    @TempDir
    private Path home;

    @BeforeEach
    void namesThisHost() throws IOException {
        Files.createDirectory(home.resolve("control"));
        lay("me", "me.example \t\n");
    }

    private void lay(String file, String text) throws IOException {
        Files.writeString(home.resolve("control").resolve(file), text);
    }

    private SmtpdControls load() throws ControlException {
        return SmtpdControls.load(new Control(home));
    }

    @Test
    void aNameIsEnough() throws IOException {
        SmtpdControls controls = load();
        assertThat(controls.greeting()).isEqualTo("me.example");
        assertThat(controls.localIpHost()).contains("me.example");
        assertThat(controls.timeout()).isEqualTo(Duration.ofMinutes(20));
        assertThat(controls.dataBytes()).isZero();
        assertThat(controls.maxRecipients()).isEqualTo(10_000);
        assertThat(controls.openRelay()).isTrue();
        assertThat(controls.certificate()).isFalse();
    }

    @Test
    void ownFilesGoBeforeTheName() throws IOException {
        lay("smtpgreeting", "hello there\n");
        lay("localiphost", "ip.example\n");
        lay("rcpthosts", "");
        assertThat(load().greeting()).isEqualTo("hello there");
        assertThat(load().localIpHost()).contains("ip.example");
        assertThat(load().openRelay()).isFalse();
    }

    @Test
    void withoutNameAndGreetingNothingRuns() throws IOException {
        Files.delete(home.resolve("control/me"));
        assertThatThrownBy(this::load)
                .isInstanceOf(ControlException.class)
                .hasMessage("control/me: file does not exist");
        lay("smtpgreeting", "hi");
        assertThat(load().localIpHost()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"60, 60", "0, 1", "-5, 1200", "5m, 5", "x, 1200", "4294967296, 1", "4294967290, 1"})
    void timeoutsAreSecondsOfAtLeastOne(String text, long seconds) throws IOException {
        lay("timeoutsmtpd", text);
        assertThat(load().timeout()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource({
        "1000, 1000",
        "500k, 500",
        "junk, 0",
        "4294967294, 4294967294",
        "4294967295, 4294967294",
        "4294967296, 0",
        "4294967396, 100"
    })
    void sizesAreUnsignedNumbersOf32Bits(String text, long bytes) throws IOException {
        lay("databytes", text);
        assertThat(load().dataBytes()).isEqualTo(bytes);
        assertThat(load().withDataBytes(Optional.of(text)).dataBytes()).isEqualTo(bytes);
    }

    @Test
    void theVariableGoesBeforeTheFile() throws IOException {
        lay("databytes", "1000");
        assertThat(load().withDataBytes(Optional.of("20")).dataBytes()).isEqualTo(20);
        assertThat(load().withDataBytes(Optional.of("")).dataBytes()).isZero();
        assertThat(load().withDataBytes(Optional.empty()).dataBytes()).isEqualTo(1000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "me",
                "smtpgreeting",
                "localiphost",
                "timeoutsmtpd",
                "rcpthosts",
                "badmailfrom",
                "databytes",
                "maxrcpt",
                "mailauth"
            })
    void aFileThatCannotBeReadIsNamed(String file) throws IOException {
        Files.deleteIfExists(home.resolve("control").resolve(file));
        Files.createDirectory(home.resolve("control").resolve(file));
        assertThatThrownBy(this::load)
                .isInstanceOf(ControlException.class)
                .hasMessage("control/" + file + ": is a directory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "ten", "", "2147483648", "10 20"})
    void aNonsenseNumberOfRecipientsIsNamed(String text) throws IOException {
        lay("maxrcpt", text);
        assertThatThrownBy(this::load)
                .isInstanceOf(ControlException.class)
                .hasMessage("control/maxrcpt: not a number from 1 to 2147483647: " + text);
    }

    @Test
    void newFilesMeanWhatTheySay() throws IOException {
        lay("maxrcpt", "7\n");
        lay("mailauth", "relay\n");
        assertThat(load().maxRecipients()).isEqualTo(7);
        assertThat(load().mailAuthFromRelaysOnly()).isTrue();
        lay("mailauth", "any\n");
        assertThat(load().mailAuthFromRelaysOnly()).isFalse();
        lay("mailauth", "some\n");
        assertThatThrownBy(this::load).hasMessage("control/mailauth: neither any nor relay: some");
    }

    @Test
    void theSecondListMayAppearVanishAndBreakWhileSessionsRun() throws IOException {
        lay("rcpthosts", "example.org\n");
        RcptHosts hosts = load().rcptHosts();
        assertThat(hosts.allows("joe@more.example")).isFalse();
        Path cdb = home.resolve("control/morercpthosts.cdb");
        try (CdbWriter writer = CdbWriter.create(home.resolve("new.cdb"))) {
            writer.add("more.example", "");
            writer.finish();
            writer.moveTo(cdb);
        }
        assertThat(hosts.allows("joe@More.example")).isTrue();
        Files.writeString(cdb, "short");
        assertThatThrownBy(() -> hosts.allows("joe@more.example"))
                .isInstanceOf(ControlException.class)
                .hasMessageStartingWith("control/morercpthosts.cdb: ");
        assertThat(hosts.allows("joe@example.org")).isTrue();
    }
}
