package eqmail.users;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.control.Control;
import eqmail.golden.Golden;
import eqmail.posix.Errno;
import eqmail.posix.PosixException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PwToUsersTest {
    private static final String ALIAS = "alias:x:7:8::/h/alias:/bin/sh\n";

    @TempDir
    Path home;

    private final FakePasswd passwd = new FakePasswd().with("alias", 7, "/h/alias", 7);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String input, String... options) throws IOException {
        var in = new ByteArrayInputStream(Latin1.bytes(input));
        return new PwToUsers(new Control(home), passwd, in, out, err).run(List.of(options));
    }

    private String out() {
        return Latin1.string(out.toByteArray());
    }

    private String err() {
        return Latin1.string(err.toByteArray());
    }

    @Test
    void takesTheDelimiterOfTheControlFile() throws IOException {
        Golden.lay(home, "control/extdelimiter", "-\n");
        assertThat(run(ALIAS)).isZero();
        assertThat(out()).contains("+alias-:alias:7:8:/h/alias:-::\n");
    }

    @Test
    void makesNoExtensionsWithBigC() throws IOException {
        assertThat(run(ALIAS, "-C")).isZero();
        assertThat(out()).isEqualTo("+:alias:7:8:/h/alias:-::\n=alias:alias:7:8:/h/alias:::\n.\n");
    }

    @Test
    void demandsHomesWithH() throws IOException {
        assertThat(run(ALIAS + "joe:x:9:9::/h/joe:/bin/sh\n", "-h")).isEqualTo(111);
        assertThat(err()).isEqualTo("qmail-pw2u: fatal: unable to stat /h/joe\n");
    }

    @Test
    void takesEveryLineOfSubusersThatHasThreeColons() throws IOException {
        Golden.lay(home, "users/subusers", "#a:ALIAS:b\t:\n\n# none\nx:alias:y\n :alias::");
        assertThat(run(ALIAS, "-C")).isZero();
        assertThat(out()).endsWith("\n=#a:alias:7:8:/h/alias:-:b\t:\n= :alias:7:8:/h/alias:-::\n.\n");
    }

    @Test
    void endsTheLastLineOfAppend() throws IOException {
        Golden.lay(home, "users/append", "=x:a:1:2:/h:::");
        assertThat(run(ALIAS)).isZero();
        assertThat(out()).endsWith("\n=x:a:1:2:/h:::\n.\n");
    }

    @Test
    void stopsWhereAHomeIsOutOfReachForNow() throws IOException {
        passwd.homesAway();
        assertThat(run(ALIAS)).isEqualTo(111);
        assertThat(err()).isEqualTo("qmail-pw2u: fatal: unable to stat /h/alias\n");
    }

    @Test
    void skipsHomesOnlyThatAreMissing() throws IOException {
        passwd.homesAway(new PosixException(Errno.ENOTDIR, "stat", "/h/alias"));
        assertThat(run(ALIAS)).isEqualTo(111);
        assertThat(err()).isEqualTo("qmail-pw2u: fatal: unable to stat /h/alias\n");
    }

    @Test
    void needsAHome() throws IOException {
        home = home.resolve("none");
        assertThat(run(ALIAS, "-x")).isEqualTo(100);
        assertThat(run(ALIAS)).isEqualTo(111);
        assertThat(err()).endsWith("-- x\nqmail-pw2u: fatal: unable to chdir\n");
    }

    @Test
    void saysThatTheOutputIsLost() throws IOException {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        var in = new ByteArrayInputStream(Latin1.bytes(ALIAS));
        assertThat(new PwToUsers(new Control(home), passwd, in, full, err).run(List.of()))
                .isEqualTo(111);
        assertThat(err()).isEqualTo("qmail-pw2u: fatal: unable to write output\n");
    }

    @Test
    void skipsLinesWithANul() throws IOException {
        assertThat(run("joe:x:9:9:\0:/h/joe:/bin/sh\n" + ALIAS, "-H")).isZero();
        assertThat(out()).doesNotContain("joe");
    }

    @Test
    void namesAnUnreadableFile() throws IOException {
        Golden.lay(home, "users/include/x", "");
        assertThat(run(ALIAS)).isEqualTo(111);
        assertThat(err()).isEqualTo("qmail-pw2u: fatal: unable to read controls\n");
    }
}
