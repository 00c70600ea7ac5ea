package eqmail.control;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import testkit.Fuzz;

/** Control files of any bytes. */
@Timeout(600)
class ControlFuzzTest {
    private static final String[] FILES = {
        "mail.example.org\n",
        "# comment\nexample.org\t \n\n.example.net:joe-x\nb:c:d",
        "500k\n",
        "",
        "\n",
        "no line end"
    };

    @Test
    void aListHasNoEmptyLinesNoCommentsAndNoBlanksAtTheEnd() {
        Fuzz.rounds(20_000, random -> {
            String text = Fuzz.bent(random, FILES);
            List<String> entries = Control.entries(text);
            assertThat(entries)
                    .allMatch(line -> !line.isEmpty()
                            && !line.startsWith("#")
                            && line.indexOf('\n') < 0
                            && " \t".indexOf(line.charAt(line.length() - 1)) < 0
                            && text.contains(line));
            assertThat(Control.entries(String.join("\n", entries))).isEqualTo(entries);
            ConstMap pairs = ConstMap.pairs(entries);
            ConstMap keys = ConstMap.keys(entries);
            for (String line : entries) {
                int colon = line.indexOf(':');
                assertThat(keys.contains(Latin1.lower(line))).isTrue();
                assertThat(colon < 0 || pairs.contains(line.substring(0, colon)))
                        .isTrue();
            }
        });
    }

    @Test
    void everyWayToReadAFileAgrees(@TempDir Path home) throws Exception {
        Files.createDirectory(home.resolve("control"));
        Control control = new Control(home);
        Fuzz.rounds(1_000, random -> {
            String text = Fuzz.bent(random, FILES);
            Files.write(home.resolve("control/x"), Latin1.bytes(text));
            assertThat(control.text("control/x")).contains(text);
            String line = control.line("control/x").orElseThrow();
            assertThat(text).startsWith(line);
            assertThat(line).doesNotContain("\n").doesNotEndWith(" ").doesNotEndWith("\t");
            assertThat(control.list("control/x")).contains(Control.entries(text));
            assertThat(control.number("control/x", -7))
                    .as(line.toLowerCase(Locale.ROOT))
                    .matches(number -> line.matches("(?s)[0-9].*") || number == -7);
        });
    }
}
