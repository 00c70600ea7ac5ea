package eqmail.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.dns.Answer;
import eqmail.dns.FakeResolver;
import eqmail.mail.Body;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands where nobody put programs of their own: keys made, mail signed, mail checked. */
class CommandsTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000));
    private static final String MESSAGE = "From: joe@a.b\nSubject: s\n\nbody\n";

    @TempDir
    Path home;

    private final List<String> log = new ArrayList<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private String said() {
        String text = Latin1.string(out.toByteArray());
        out.reset();
        return text;
    }

    private int makeKey(String... arguments) throws IOException {
        return new MkDkimKey(home, out).run(List.of(arguments));
    }

    /** The zone with the record that mkdkimkey printed. */
    private static FakeResolver zone(FakeResolver zone, String printed) {
        String line =
                printed.lines().filter(l -> l.contains(" IN TXT ")).findFirst().orElseThrow();
        String name = line.substring(0, line.indexOf(". IN TXT "));
        StringBuilder text = new StringBuilder();
        String[] quoted = line.split("\"", -1);
        for (int i = 1; i < quoted.length; i += 2) {
            assertThat(quoted[i].length()).isLessThanOrEqualTo(255);
            text.append(quoted[i]);
        }
        return zone.answer(name + " TXT", new Answer.Found<>(List.of(text.toString()), 60));
    }

    private Surroundings around(Map<String, String> environment) {
        return new Surroundings(
                home, environment, (set, name) -> Optional.empty(), (tag, line) -> log.add(tag + ": " + line));
    }

    private String signed(String sender) throws IOException {
        List<String> delivered = new ArrayList<>();
        SdkimProgram program = new SdkimProgram(around(Map.of("DOSIGN", "1")), CLOCK, (arguments, message) -> {
            delivered.add(text(message));
            return 7;
        });
        InputStream stdin = new ByteArrayInputStream(Latin1.bytes(MESSAGE));
        assertThat(program.run(List.of("mx", sender, "r@c.d"), stdin, out)).isEqualTo(7);
        return delivered.getFirst();
    }

    private static String text(Body body) throws IOException {
        try (InputStream in = body.openUnix()) {
            return Latin1.string(in.readAllBytes());
        }
    }

    @Test
    void signsWithTheKeysThatMkdkimkeyMade() throws Exception {
        assertThat(makeKey("-s", "one", "A.b")).isZero();
        FakeResolver zone = zone(new FakeResolver(), said());
        assertThat(makeKey("-es", "two", "a.b")).isZero();
        zone(zone, said());
        String message = signed("joe@x.a.b");
        assertThat(log).containsExactly("qmail-dkim: created DKIM signature for joe@x.a.b (a.b)");
        assertThat(new Verifier(zone, CLOCK).verify(Specimens.body(message)))
                .hasSize(2)
                .allMatch(Finding::passed);
        assertThat(message).endsWith(MESSAGE);
    }

    @Test
    void keepsKeysToTheirOwner() throws IOException {
        makeKey("a.b");
        Path keys = home.resolve("etc/dkimkeys");
        assertThat(mode(keys)).isEqualTo("rwx--x--x");
        assertThat(mode(keys.resolve("a.b"))).isEqualTo("rwx------");
        for (String file : List.of("rsa.private_default", "rsa.public_default", "selector")) {
            assertThat(mode(keys.resolve("a.b").resolve(file))).isEqualTo("rw-------");
        }
        assertThat(Files.readSymbolicLink(keys.resolve("a.b/default"))).isEqualTo(Path.of("rsa.private_default"));
    }

    @Test
    void givesKeysToWhomTheSpoolBelongsTo() throws IOException {
        Path spool = Files.createDirectory(home.resolve("spool"));
        Path old = Files.createFile(
                Files.createDirectories(home.resolve("queue/lock")).resolve("tcpto"));
        if ((int) Files.getAttribute(spool, "unix:uid") == 0) {
            // Whoever is not root has one account for all of it.
            Files.setAttribute(spool, "unix:uid", 54_306);
            Files.setAttribute(old, "unix:uid", 54_305);
        }
        makeKey("a.b");
        for (String name : List.of("etc/dkimkeys", "etc/dkimkeys/a.b", "etc/dkimkeys/a.b/rsa.private_default")) {
            assertThat(Files.getAttribute(home.resolve(name), "unix:uid"))
                    .as(name)
                    .isEqualTo(Files.getAttribute(spool, "unix:uid"));
        }
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void printsAnExistingKeyAndReplacesNone() throws IOException {
        makeKey("-e", "a.b");
        String first = said();
        assertThat(makeKey("-ep", "a.b")).isZero();
        assertThat(said()).isEqualTo(first);
        assertThat(makeKey("-e", "a.b")).isEqualTo(1);
        assertThat(said()).contains("already exists");
        assertThat(makeKey("-p", "a.b")).isEqualTo(1);
        assertThat(said()).contains("does not exist");
    }

    @Test
    void refusesNamesThatWouldLeaveTheDirectory() throws IOException {
        for (String domain : List.of("../x", "a/b", "", "a..b")) {
            assertThat(makeKey(domain)).isEqualTo(1);
        }
        assertThat(makeKey("-s", "../x", "a.b")).isEqualTo(1);
        assertThat(home.resolve("etc")).doesNotExist();
    }

    @Test
    void deliversAsItIsWhileSigningIsOff() throws IOException {
        makeKey("-e", "a.b");
        Files.writeString(home.resolve(QdkimConf.FILE), "DOSIGN=0\n");
        assertThat(signed("joe@a.b")).isEqualTo(MESSAGE);
        assertThat(log).isEmpty();
    }

    @Test
    void defersMailWhileSettingsCannotBeRead() throws IOException {
        Files.createDirectories(home.resolve("etc"));
        Files.writeString(home.resolve(QdkimConf.FILE), "rm -rf /\n");
        SdkimProgram program = new SdkimProgram(around(Map.of()), CLOCK, (arguments, message) -> 7);
        assertThat(program.run(List.of("mx", "joe@a.b", "r@c.d"), InputStream.nullInputStream(), out))
                .isZero();
        assertThat(said()).isEqualTo("ZUnable to read etc/qdkim.conf. (#4.3.0)\n\0");
    }

    private int check(SignedMessage domain, String message, Map<String, String> environment, List<String> queued)
            throws Exception {
        VdkimProgram program = new VdkimProgram(around(environment), domain::verifier, in -> {
            queued.add(Latin1.string(in.readAllBytes()));
            return 31;
        });
        return program.run(new ByteArrayInputStream(Latin1.bytes(message)));
    }

    @Test
    void checksWhatComesInAndKeepsTheExitCode() throws Exception {
        Files.createDirectories(home.resolve("control"));
        Files.writeString(home.resolve("control/me"), "mx.here\n");
        SignedMessage domain = SignedMessage.domain();
        String signed = domain.sign(MESSAGE);
        List<String> queued = new ArrayList<>();
        assertThat(check(domain, signed, Map.of("DOVRFY", "1"), queued)).isEqualTo(31);
        assertThat(queued.getFirst())
                .startsWith("Authentication-Results: mx.here;\n\tdkim=pass header.d=example.org\n")
                .endsWith(signed);
        assertThat(log).containsExactly("qmail-vdkim: Verify DKIM for a.b: pass (ok)");
        assertThat(check(domain, signed, Map.of(), queued)).isEqualTo(31);
        assertThat(queued.get(1)).isEqualTo(signed);
    }

    private int library(Verifier verifier, String... arguments) throws Exception {
        return new LibQdkim(CLOCK, () -> verifier, out, err).run(List.of(arguments));
    }

    @Test
    void signsAndChecksFiles() throws Exception {
        makeKey("-es", "s1", "a.b");
        Verifier verifier = new Verifier(zone(new FakeResolver(), said()), CLOCK);
        Path in = Files.writeString(home.resolve("in"), MESSAGE.replace("\n", "\r\n"));
        Path signed = home.resolve("signed");
        String key = home.resolve("etc/dkimkeys/a.b/default.ed25519").toString();
        for (String canon : List.of("r", "s", "t", "u")) {
            assertThat(library(
                            verifier,
                            "-ys1",
                            "-da.b",
                            "-ijoe@a.b",
                            "-l",
                            "-b2",
                            "-c" + canon,
                            "-z2",
                            "-s",
                            in.toString(),
                            key,
                            signed.toString()))
                    .isZero();
            assertThat(Files.readString(signed))
                    .startsWith("DKIM-Signature: v=1; ")
                    .endsWith(MESSAGE.replace("\n", "\r\n"));
            assertThat(library(verifier, "-v", signed.toString())).isZero();
            assertThat(said()).isEqualTo("Signature #1: Success\n");
        }
        Files.writeString(signed, Files.readString(signed).replace("body", "bogy"));
        assertThat(library(verifier, "-v", signed.toString())).isEqualTo(1);
        assertThat(said()).isEqualTo("Signature #1: Failure -15\n");
        assertThat(library(verifier, "-v", in.toString())).isEqualTo(1);
        assertThat(said()).isEqualTo("Failure -13\n");
    }

    @Test
    void readsFilesOfEitherLineEnd() throws Exception {
        SignedMessage domain = SignedMessage.domain();
        String text = domain.sign("From: joe@a.b\n\n" + "\r".repeat(8190) + "x\n" + "y".repeat(8191) + "\r\nz\n");
        Path file = home.resolve("in");
        for (String form : List.of(text, text.replace("\n", "\r\n"))) {
            Files.write(file, Latin1.bytes(form));
            library(domain.verifier(), "-v", file.toString());
        }
        assertThat(said()).endsWith("Signature #1: Success\n");
    }

    @Test
    void explainsItself() throws Exception {
        Verifier none = new Verifier(new FakeResolver(), CLOCK);
        assertThat(library(none)).isEqualTo(1);
        assertThat(library(none, "-z1", "-v", "x")).isEqualTo(1);
        assertThat(library(none, "-cx", "-v", "x")).isEqualTo(1);
        assertThat(said()).contains("usage: libqdkim");
        assertThat(library(none, "-v", home.resolve("missing").toString())).isEqualTo(1);
        assertThat(Latin1.string(err.toByteArray())).startsWith("libqdkim: ").contains("missing");
    }

    @Test
    void givesAProgramCarriageReturns() throws IOException {
        QdkimCrLf program = new QdkimCrLf(Map.of("PATH", "/usr/bin:/bin"), out, err);
        assertThat(program.run(List.of("sh", "-c", "printf 'a\\nb\\n\\nc'; exit 3")))
                .isEqualTo(3);
        assertThat(said()).isEqualTo("a\r\nb\r\n\r\nc");
        assertThat(program.run(List.of("no-such-program"))).isEqualTo(111);
        assertThat(program.run(List.of())).isEqualTo(100);
    }
}
