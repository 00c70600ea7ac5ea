package eqmail.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoctorTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private interface Look {
        List<Finding> look() throws IOException;
    }

    private record Fixed(String subject, Look findings) implements Check {
        @Override
        public List<Finding> look() throws IOException {
            return findings.look();
        }
    }

    private int run(Look findings) throws Exception {
        return new Doctor(List.of(new Fixed("heart", findings)), out).run();
    }

    @Test
    void tellsEachFindingAndHowToMendIt() throws Exception {
        assertThat(run(() ->
                        List.of(Finding.ok("beats"), Finding.warn("slow", "coffee"), Finding.fail("stops", "help"))))
                .isEqualTo(1);
        assertThat(Latin1.string(out.toByteArray())).isEqualTo("""
            ok    heart: beats
            warn  heart: slow
                  to mend: coffee
            FAIL  heart: stops
                  to mend: help
            1 ok, 1 warnings, 1 failed
            """);
    }

    @Test
    void warningsDoNotFail() throws Exception {
        assertThat(run(() -> List.of(Finding.warn("slow", "coffee")))).isZero();
    }

    @Test
    void whatCannotBeLookedAtIsAWarning() throws Exception {
        assertThat(run(() -> {
                    throw new IOException("spool: access denied");
                }))
                .isZero();
        assertThat(Latin1.string(out.toByteArray()))
                .contains("warn  heart: cannot be looked at: spool: access denied\n");
    }

    @Test
    void showsNoBytesThatATerminalWouldObey() throws Exception {
        run(() -> List.of(Finding.ok("\u001b[2J")));
        assertThat(Latin1.string(out.toByteArray())).startsWith("ok    heart: ?[2J\n");
    }
}
