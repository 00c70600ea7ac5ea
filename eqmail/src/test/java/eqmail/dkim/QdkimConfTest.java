package eqmail.dkim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.control.ControlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import testkit.Fuzz;

class QdkimConfTest {
    @TempDir
    Path home;

    private QdkimConf conf(String text, Map<String, String> environment) throws IOException {
        Files.createDirectories(home.resolve("etc"));
        Files.writeString(home.resolve(QdkimConf.FILE), text);
        return QdkimConf.read(home, environment);
    }

    @Test
    void isOffWithoutSettings() throws IOException {
        QdkimConf conf = QdkimConf.read(home, Map.of());
        assertThat(conf.signs()).isFalse();
        assertThat(conf.verifies()).isFalse();
        assertThat(conf.library()).isEmpty();
        assertThat(conf.keys().file("a.b")).isEqualTo(home.resolve("etc/dkimkeys/a.b/default"));
    }

    @Test
    void believesTheFileBeforeTheEnvironment() throws IOException {
        Map<String, String> environment = Map.of("DOSIGN", "1", "DOVRFY", "1", "DKQUEUE", "/q", "DKREMOTE", "/r");
        QdkimConf conf = conf("DOSIGN=0\nDKSIGN=/keys/%.pem\n", environment);
        assertThat(conf.signs()).isFalse();
        assertThat(conf.verifies()).isTrue();
        assertThat(conf.queue()).contains("/q");
        assertThat(conf.remote()).contains("/r");
        assertThat(conf.keys().file("a.b")).isEqualTo(Path.of("/keys/a.b.pem"));
    }

    @Test
    void takesNothingButOneForOn() throws IOException {
        assertThat(conf("DOSIGN=yes\nDOVRFY=01\n", Map.of()).signs()).isFalse();
        assertThat(conf("DOSIGN=yes\nDOVRFY=01\n", Map.of()).verifies()).isFalse();
    }

    @Test
    void namesTheHostThatSpeaksAndSigns() throws IOException {
        assertThat(conf("", Map.of()).host()).isNotEmpty();
        Files.createDirectories(home.resolve("control"));
        Files.writeString(home.resolve("control/me"), "mx.a.b\n");
        assertThat(conf("", Map.of()).host()).isEqualTo("mx.a.b");
        assertThat(conf("", Map.of()).defaultDomain()).isEqualTo("mx.a.b");
        assertThat(conf("DEFAULTDOMAIN=a.b", Map.of()).defaultDomain()).isEqualTo("a.b");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            value = {
                "DKLIB=/a/b, /a/b",
                "  export DKLIB=/a/b  # that one, /a/b",
                "DKLIB='/a $b', /a $b",
                "DKLIB=\"/a b\"'c'd\\ e, /a bcd e",
                "DKLIB=$X/lib, /x/lib",
                "DKLIB=\"${X}y\", /xy",
                "DKLIB=$QMAILHOME/lib, HOME/lib",
                "DKLIB=\"\\$X\\n\", $X\\n",
                "DKLIB=a#b, a#b",
                "DKLIB=$UNKNOWN/b, /b"
            })
    void readsWhatAShellWouldRead(String line, String value) throws IOException {
        assertThat(conf("# a comment\n\n" + line + "\n", Map.of("X", "/x")).library())
                .contains(value.replace("HOME", home.toString()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DKLIB=`id`",
                "DKLIB=$(id)",
                "DKLIB=\"`id`\"",
                "DKLIB=\"$(id)\"",
                "DKLIB=a; id",
                "DKLIB=a&",
                "DKLIB=a b",
                "DKLIB='a",
                "DKLIB=\"a",
                "DKLIB=${X",
                "DKLIB=${X:-y}",
                "DKLIB=~/x",
                "DKLIB=a\\",
                "DKLIB",
                "export DKLIB",
                "=a",
                "1A=b",
                ". other",
                "[ -f x ] && DOSIGN=1"
            })
    void refusesWhatWouldNeedAShell(String line) {
        assertThatThrownBy(() -> conf("DOSIGN=1\n" + line + "\n", Map.of()))
                .isInstanceOf(ControlException.class)
                .hasMessage("etc/qdkim.conf: line 2 is no setting");
    }

    @Test
    void anyFileIsSettingsOrRefused() {
        Fuzz.rounds(2_000, random -> {
            String text = Fuzz.bent(random, "DOSIGN=1\nexport DKLIB=\"$X/${Y}\"'z' # c\nDKQUEUE=\\a\n");
            try {
                ShellSettings.parse(text, Map.of("X", "x"));
            } catch (ShellSettings.SyntaxException refused) {
                assertThat(refused.getMessage()).matches("line [0-9]+ is no setting");
            }
        });
    }
}
