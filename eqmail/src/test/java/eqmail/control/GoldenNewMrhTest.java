package eqmail.control;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.golden.Golden;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenNewMrhTest {
    private static final String CDB = "control/morercpthosts.cdb";

    @TempDir
    Path home;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    static List<Golden.Case> cases() throws IOException {
        return Stream.concat(Golden.cases("qmail-newmrh").stream(), Golden.cases("qmail-newmrh-tools").stream())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void compilesAsTheOriginal(Golden.Case golden) throws IOException {
        for (var file : golden.map("control").entrySet()) {
            Golden.lay(home, file.getKey(), file.getValue());
        }
        assertThat(new NewMrh(home, err).run()).isEqualTo(golden.number("exit"));
        assertThat(Latin1.string(err.toByteArray())).isEqualTo(golden.text("stderr"));
        var files = golden.map("files");
        assertThat(Golden.read(home.resolve(CDB))).isEqualTo(files.getOrDefault(CDB, files.get("{HOME}/" + CDB)));
        assertThat(home.resolve("control/morercpthosts.tmp")).doesNotExist();
    }

    @Test
    void saysWhatIsWrongWithItsFile() throws IOException {
        Files.createDirectories(home.resolve("control/morercpthosts"));
        assertThat(new NewMrh(home, err).run()).isEqualTo(111);
        assertThat(err).hasToString("qmail-newmrh: fatal: unable to read control/morercpthosts: is a directory\n");
    }

    @Test
    void saysThatThereIsNoHome() throws IOException {
        Path none = home.resolve("none");
        assertThat(new NewMrh(none, err).run()).isEqualTo(111);
        assertThat(err).hasToString("qmail-newmrh: fatal: unable to chdir to " + none + ": file does not exist\n");
    }
}
