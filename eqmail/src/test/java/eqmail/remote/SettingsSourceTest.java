package eqmail.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.log.Log;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsSourceTest {
    @TempDir
    Path home;

    private final AtomicLong now = new AtomicLong();
    private final List<String> lines = new ArrayList<>();
    private final Log log = lines::add;

    @BeforeEach
    void lay() throws IOException {
        Files.createDirectories(home.resolve("control"));
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(home.resolve("control").resolve(file), text);
    }

    private SettingsSource source() throws ControlException {
        return new SettingsSource(new Control(home), log, now::get);
    }

    private void pass() {
        now.addAndGet(Duration.ofMillis(1001).toNanos());
    }

    @Test
    void readsEverything() throws IOException {
        write("me", "me.example\n");
        write("helohost", "helo.example \n");
        write("timeoutremote", "7\n");
        write("timeoutconnect", "8\n");
        write("remotereuse", "9\n");
        write("smtproutes", "# x\n\n:relay\n");
        RemoteSettings settings = source().get().orElseThrow();
        assertThat(settings.heloHost()).isEqualTo("helo.example");
        assertThat(settings.readTimeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(8));
        assertThat(settings.reuse()).isEqualTo(9);
        assertThat(settings.routes().find("any").orElseThrow().host()).isEqualTo("relay");
    }

    @Test
    void knowsWhatCountsWithoutFiles() throws IOException {
        write("me", "me.example\n");
        RemoteSettings settings = source().get().orElseThrow();
        assertThat(settings.heloHost()).isEqualTo("me.example");
        assertThat(settings.readTimeout()).isEqualTo(Duration.ofMinutes(20));
        assertThat(settings.connectTimeout()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.reuse()).isEqualTo(100);
        assertThat(settings.routes().find("any")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"relay:smtp", "relay:", "relay:0", "relay:65536", "[::1]:25x", "a:b:c", "relay:x user pass"})
    void cannotStartWithARouteWhosePortIsNone(String relay) throws IOException {
        write("me", "me.example\n");
        write("smtproutes", "good.example:relay:65535\n6.example:[::1]\nBad.example:" + relay + "\n");
        assertThatThrownBy(this::source)
                .isInstanceOf(ControlException.class)
                .hasMessage("control/smtproutes: not a port in the line of bad.example:");
    }

    @Test
    void takesNoTimeForASecondAndAHugeOneForAYear() throws IOException {
        write("me", "me.example\n");
        write("timeoutremote", "0\n");
        write("timeoutconnect", "99999999999999999\n");
        write("remotereuse", "0\n");
        assertThat(source().get().orElseThrow().readTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(source().get().orElseThrow().connectTimeout()).isEqualTo(Duration.ofDays(365));
        assertThat(source().get().orElseThrow().reuse()).isEqualTo(1);
    }

    @Test
    void hasNoSettingsWithoutAName() throws IOException {
        SettingsSource source = source();
        pass();
        assertThat(source.get()).isEmpty();
        assertThat(lines).isEmpty();
        write("me", "one\n");
        pass();
        assertThat(source.get().orElseThrow().heloHost()).isEqualTo("one");
        Files.delete(home.resolve("control/me"));
        pass();
        assertThat(source.get().orElseThrow().heloHost()).isEqualTo("one");
        assertThat(lines)
                .containsExactly("alert: unable to reread controls of qmail-remote: control/me: file does not exist");
    }

    @Test
    void cannotStartWithANameThatCannotBeRead() throws IOException {
        Files.createDirectory(home.resolve("control/helohost"));
        assertThatThrownBy(this::source).hasMessage("control/helohost: is a directory");
    }

    @Test
    void followsChanges() throws IOException {
        write("me", "one\n");
        SettingsSource source = source();
        write("me", "two\n");
        assertThat(source.get().orElseThrow().heloHost()).isEqualTo("one");
        pass();
        assertThat(source.get().orElseThrow().heloHost()).isEqualTo("two");
    }

    @Test
    void keepsTheLastGoodSettingsAndSaysSoOnce() throws IOException {
        write("me", "one\n");
        SettingsSource source = source();
        Files.createDirectory(home.resolve("control/smtproutes"));
        for (int i = 0; i < 3; i++) {
            pass();
            assertThat(source.get().orElseThrow().heloHost()).isEqualTo("one");
        }
        assertThat(lines)
                .containsExactly(
                        "alert: unable to reread controls of qmail-remote: " + "control/smtproutes: is a directory");
        Files.delete(home.resolve("control/smtproutes"));
        write("me", "two\n");
        pass();
        assertThat(source.get().orElseThrow().heloHost()).isEqualTo("two");
    }
}
