package eqmail.bfrmt;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.delivery.Replaceable;
import eqmail.golden.Golden;
import eqmail.mail.Body;
import eqmail.mail.BodyForm;
import eqmail.mail.Verdict;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemoteFiltersTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir
    Path home;

    private final List<String> log = new CopyOnWriteArrayList<>();
    private final List<RemoteFilters> opened = new CopyOnWriteArrayList<>();
    private FilterLimits limits = new FilterLimits(LONG, LONG, 2);
    private Map<String, Filter> stock = Map.of();

    @AfterEach
    void close() {
        opened.forEach(RemoteFilters::close);
    }

    private RemoteFilters filters() {
        RemoteFilters filters = new RemoteFilters(
                home,
                new Replaceable(home, home.resolve("image")),
                Map.of("PATH", "/usr/bin:/bin"),
                stock,
                log::add,
                limits);
        opened.add(filters);
        return filters;
    }

    /** The verdict's letter and text, or = and the text that would be sent. */
    private String pass(String text, String... lines) throws Exception {
        return pass(filters(), text, List.of(lines));
    }

    private static String pass(RemoteFilters filters, String text, List<String> lines) throws Exception {
        Outgoing mail = new Outgoing("example.net", "s@x.org", List.of("a@example.net", "b@example.net"), body(text));
        try (RemoteFilters.Filtered filtered = filters.pass(lines, mail)) {
            if (filtered.stopped().isPresent()) {
                Verdict verdict = filtered.stopped().get();
                return verdict.letter() + verdict.text();
            }
            try (InputStream in = filtered.body().openUnix()) {
                return "=" + Latin1.string(in.readAllBytes());
            }
        }
    }

    private static Body body(String text) {
        return new Body() {
            @Override
            public BodyForm form() {
                return BodyForm.UNIX;
            }

            @Override
            public long size() {
                return text.length();
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(Latin1.bytes(text));
            }
        };
    }

    private void install(String name, String script) throws IOException {
        Golden.lay(home, name, script);
        Files.setPosixFilePermissions(home.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void sendsTheMessageAsItIsWithoutFilters() throws Exception {
        assertThat(pass("m\n")).isEqualTo("=m\n");
    }

    @Test
    void givesEachWhatTheOneBeforeMadeOfTheMessage() throws Exception {
        install("bin/add", "#!/bin/sh\ncat; echo two\n");
        assertThat(pass("one\n", "bin/add", ":cat; echo three", "bin/add")).isEqualTo("=one\ntwo\nthree\ntwo\n");
    }

    @Test
    void tellsWhereTheMessageGoes() throws Exception {
        install("f", "#!/bin/sh\nprintf '<%s>' \"$@\" \"$HOST\" \"$SENDER\" \"$RECIPIENT\"; pwd\n");
        assertThat(pass("m\n", "f"))
                .isEqualTo("=<example.net><s@x.org><a@example.net><b@example.net><example.net><s@x.org><a@example.net>"
                        + home + "\n");
        assertThat(pass("m\n", ":echo \"$1 $2 $4 $QMAILHOME\""))
                .isEqualTo("=example.net s@x.org b@example.net " + home + "\n");
    }

    @Test
    void keepsAMessageOfAnySize() throws Exception {
        String big = "0123456789abcde\n".repeat(200_000);
        assertThat(pass(big, ":cat", ":cat")).isEqualTo("=" + big);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ":exit 100                      | DFilter :exit 100 refuses this message. (#5.7.1)",
                ":echo go away >&2; exit 77     | Dgo away",
                ":cat; exit 1                   | ZFilter :cat; exit 1 fails with code 1. (#4.3.0)",
                ":echo why >&2; exit 111        | ZFilter :echo why >&2; exit 111 fails with code 111: why. (#4.3.0)",
                ":kill -9 $$                    | ZFilter :kill -9 $$ crashes. (#4.3.0)",
                ":cat >/dev/null                | ZFilter :cat >/dev/null leaves nothing of the message. (#4.3.0)",
                ":head -c 1                     | ZFilter :head -c 1 cuts the last line. (#4.3.0)",
                ":tr '\\n' x </dev/zero         | ZFilter :tr '\\n' x </dev/zero writes too much. (#4.3.0)",
                "/no/such                       | ZFilter /no/such cannot be run: "
            })
    void makesOfAFailureWhatQmailWould(String line, String report) throws Exception {
        assertThat(pass("m\n", line, ":cat")).startsWith(report);
    }

    @Test
    void leavesAnIncompleteLastLineOfTheMessageToSmtp() throws Exception {
        assertThat(pass("m", ":cat")).isEqualTo("=m");
    }

    @Test
    void logsComplaintsAndNotTooMany() throws Exception {
        assertThat(pass("m\n", ":seq 1 100000 >&2; cat")).isEqualTo("=m\n");
        assertThat(log).hasSize(20).contains("remotefilters: :seq 1 100000 >&2; cat: 20");
    }

    @ParameterizedTest
    @CsvSource({"':sleep 60'", "':exec >/dev/null; sleep 60'", "':cat; sleep 60 &'", "':sleep 60 & wait'"})
    void endsAFilterThatHangsWithAllItStarted(String line) throws Exception {
        limits = new FilterLimits(LONG, SHORT, 1);
        long before = sleepers();
        assertThat(pass("m\n", line)).isEqualTo("ZFilter " + line + " takes too long. (#4.3.0)\n");
        Awaitility.await().untilAsserted(() -> assertThat(sleepers()).isEqualTo(before));
    }

    private static long sleepers() {
        return ProcessHandle.allProcesses()
                .filter(ProcessHandle::isAlive)
                .filter(p -> p.info().commandLine().orElse("").endsWith("sleep 60"))
                .count();
    }

    @Test
    void runsOurOwnInProcessUnlessSomebodyReplacedIt() throws Exception {
        stock = Map.of("dkim-sign", mail -> new Filter.Result.Pass(body("signed\n")));
        assertThat(pass("m\n", "bin/dkim-sign", ":cat; echo x")).isEqualTo("=signed\nx\n");
        install("bin/dkim-sign", "#!/bin/sh\necho theirs\n");
        assertThat(pass("m\n", "bin/dkim-sign")).isEqualTo("=theirs\n");
    }

    @Test
    void followsAChangeOfTheList() throws Exception {
        RemoteFilters filters = filters();
        assertThat(pass(filters, "m\n", List.of(":echo one"))).isEqualTo("=one\n");
        assertThat(pass(filters, "m\n", List.of(":echo two"))).isEqualTo("=two\n");
        assertThat(pass(filters, "m\n", List.of())).isEqualTo("=m\n");
    }
}
