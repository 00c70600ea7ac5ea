package eqmail.bfrmt;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.mail.Body;
import eqmail.mail.BodyForm;
import eqmail.mail.Verdict;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Persistent filters, played by shell scripts that answer with fixed netstrings. */
class PersistentFilterTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(300);

    /** Greets, notes its start, and reads one request: both are short here, so their bytes can be counted. */
    private static final String BEGIN = "echo $$ >>starts; printf 'qmail-bfrmt 1\\n'; ";

    private static final int REQUEST = request("m\n").length();

    @TempDir
    Path home;

    private final List<String> log = new CopyOnWriteArrayList<>();
    private final List<PersistentFilter> opened = new ArrayList<>();
    private FilterLimits limits = new FilterLimits(LONG, LONG, 2);

    @AfterEach
    void close() {
        opened.forEach(PersistentFilter::close);
    }

    private static String request(String message) {
        String envelope = "example.net\0s@x.org\0r@example.net\0";
        return envelope.length() + ":" + envelope + "," + message.length() + ":" + message + ",";
    }

    private PersistentFilter filter(String script) {
        PersistentFilter filter = new PersistentFilter(
                FilterLine.parse("+:" + script), home, Map.of("PATH", "/usr/bin:/bin"), limits, log::add);
        opened.add(filter);
        return filter;
    }

    /** For each request: reads it, then does {@code answer}. */
    private PersistentFilter answering(String answer) {
        return filter(
                BEGIN + "while head -c " + REQUEST + " >request.$$ && [ -s request.$$ ]; do " + answer + "; done");
    }

    private String ask(PersistentFilter filter) throws Exception {
        return ask(filter, "m\n");
    }

    private static String ask(PersistentFilter filter, String text) throws Exception {
        Body body = new Body() {
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
        return switch (filter.apply(new Outgoing("example.net", "s@x.org", List.of("r@example.net"), body))) {
            case Filter.Result.Stop stop -> verdict(stop.verdict());
            case Filter.Result.Pass pass ->
                "=" + Latin1.string(pass.body().open().readAllBytes());
        };
    }

    private static String verdict(Verdict verdict) {
        return verdict.letter() + verdict.text().replaceAll("Filter .* (?=takes|answers|gives|ends|does)", "F ");
    }

    private long starts() throws Exception {
        return Files.readString(home.resolve("starts")).lines().count();
    }

    @Test
    void isStartedOnceForManyMessages() throws Exception {
        PersistentFilter filter = answering("cp request.$$ seen; printf '1:0,4:new\\n,'");
        for (int i = 0; i < 5; i++) {
            assertThat(ask(filter)).isEqualTo("=new\n");
        }
        assertThat(starts()).isEqualTo(1);
        assertThat(Files.readString(home.resolve("seen"))).isEqualTo(request("m\n"));
    }

    @Test
    void refusesAndPutsOff() throws Exception {
        assertThat(ask(answering("printf '12:100 go away!,'"))).isEqualTo("Dgo away!\n");
        assertThat(ask(answering("printf '3:111,'"))).contains("fails with code 111. (#4.3.0)");
    }

    @Test
    void isStartedAgainAfterItEnded() throws Exception {
        PersistentFilter filter = filter(BEGIN + "head -c " + REQUEST + " >request; printf '1:0,4:new\\n,'");
        assertThat(ask(filter)).isEqualTo("=new\n");
        assertThat(ask(filter)).isEqualTo("=new\n");
        assertThat(starts()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "exit 1                        | ZF ends without an answer. (#4.3.0)",
                "echo hello                    | ZF answers with a length with other bytes than digits. (#4.3.0)",
                "printf ':,'                   | ZF gives an answer without a code. (#4.3.0)",
                "printf '2:no,'                | ZF gives an answer without a code. (#4.3.0)",
                "printf '1001:'                | ZF gives an answer of 1001 bytes. (#4.3.0)",
                "printf '1:0,9999:x'; exit     | ZF ends within its answer. (#4.3.0)",
                "printf '1:0,1:\\nx'           | ZF answers with no comma at the end of a netstring. (#4.3.0)",
                "printf '1:0,999999999:'; cat /dev/zero | writes too much. (#4.3.0)",
                "printf '1:0,0:,'              | leaves nothing of the message. (#4.3.0)",
                "printf '1:0,1:x,'             | cuts the last line. (#4.3.0)"
            })
    void isReplacedAfterAnOddAnswer(String answer, String report) throws Exception {
        PersistentFilter filter = answering("[ -e odd ] && printf '1:0,4:new\\n,' || { >odd; " + answer + "; }");
        assertThat(ask(filter)).contains(report);
        assertThat(ask(filter)).isEqualTo("=new\n");
    }

    @Test
    void isEndedWhenItTakesTooLong() throws Exception {
        limits = new FilterLimits(SHORT, SHORT, 1);
        assertThat(ask(filter("sleep 60"))).isEqualTo("ZF takes too long. (#4.3.0)\n");
        assertThat(ask(filter(BEGIN + "exec sleep 60"))).isEqualTo("ZF takes too long. (#4.3.0)\n");
        assertThat(ask(filter("echo hello"))).isEqualTo("ZF does not greet with qmail-bfrmt 1. (#4.3.0)\n");
    }

    @Test
    void isNotUsedAgainIfItAnsweredBeforeItHadReadEverything() throws Exception {
        PersistentFilter filter = filter(BEGIN + "printf '1:0,4:new\\n,'; sleep 60");
        String big = "0123456789abcde\n".repeat(20_000);
        assertThat(ask(filter, big)).isEqualTo("=new\n");
        assertThat(ask(filter, big)).isEqualTo("=new\n");
        assertThat(starts()).isEqualTo(2);
    }

    @Test
    void mayAnswerWhileItStillReads() throws Exception {
        String big = "0123456789abcde\n".repeat(100_000);
        int envelope = request(big).indexOf(big);
        PersistentFilter filter = filter(BEGIN + "dd bs=1 count=" + envelope + " of=request status=none; printf '1:0,"
                + big.length() + ":'; head -c " + (big.length() + 1));
        assertThat(ask(filter, big)).isEqualTo("=" + big);
    }

    @Test
    void servesMessagesBesideOneAnotherUpToItsLimit() throws Exception {
        PersistentFilter filter = answering("printf '1:0,4:new\\n,'");
        try (ExecutorService all = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                answers.add(all.submit(() -> ask(filter)));
            }
            for (Future<String> answer : answers) {
                assertThat(answer.get()).isEqualTo("=new\n");
            }
        }
        assertThat(starts()).isBetween(1L, 2L);
    }

    @Test
    void saysInTheLogWhatItComplainsOf() throws Exception {
        assertThat(ask(answering("echo oops >&2; printf '1:0,4:new\\n,'"))).isEqualTo("=new\n");
        close();
        assertThat(log).hasSize(1).first().asString().endsWith(": oops");
    }
}
