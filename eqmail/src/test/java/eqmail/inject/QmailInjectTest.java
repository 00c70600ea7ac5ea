package eqmail.inject;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.golden.Golden;
import eqmail.header.HeaderReader;
import eqmail.mail.BodyForm;
import eqmail.mail.Envelope;
import eqmail.queue.FakeQueue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QmailInjectTest {
    private static final Map<String, String> JOE = Map.of("USER", "joe");
    private static final List<String> PRINT = List.of("-n");

    @TempDir
    Path home;

    private Injection injection;

    @BeforeEach
    void layHome() throws IOException {
        Golden.lay(home, "control/me", "mail.example.org\n");
        injection = new Injection(home);
    }

    @Test
    void writesDatesBeyondTheYear2038() throws IOException {
        injection.now = Instant.parse("2106-02-07T06:28:16Z");
        assertThat(injection.run(JOE, PRINT, "To: a@b.c\n")).isZero();
        assertThat(injection.out())
                .contains("Date: 7 Feb 2106 06:28:16 +0000\n")
                .contains("<21060207062816.");
    }

    @Test
    void givesASubmissionTheFormThatItTakes() throws IOException {
        injection.queue = new FakeQueue(0, BodyForm.WIRE);
        assertThat(injection.run(JOE, List.of("a@b.c"), "Date: d\nFrom: a@b.c\nTo: a@b.c\nMessage-ID: m\n\n.x\n"))
                .isZero();
        assertThat(injection.queue.queued().getFirst().message())
                .isEqualTo("Date: d\r\nFrom: a@b.c\r\nTo: a@b.c\r\nMessage-ID: m\r\n\r\n..x\r\n");
    }

    @Test
    void keepsALiteralOfTheEnvironment() throws IOException {
        Map<String, String> env = Map.of("USER", "joe", "QMAILHOST", "[192.0.2.1]");
        assertThat(injection.run(env, PRINT, "To: a@b.c\n")).isZero();
        assertThat(injection.out()).contains("Return-Path: <joe@[192.0.2.1]>\n").contains("From: joe@[192.0.2.1]\n");
    }

    @Test
    void refusesAHeaderThatIsTooLong() throws IOException {
        String header = ("X: " + "x".repeat(1020) + "\n").repeat(HeaderReader.LONGEST_HEADER / 1024) + "Y: 1\n";
        assertThat(injection.run(JOE, List.of(), header)).isEqualTo(100);
        assertThat(injection.err()).isEqualTo("qmail-inject: fatal: header too long\n");
        assertThat(injection.queue.queued()).isEmpty();
    }

    @Test
    void takesABodyOfAnySize() throws IOException {
        String body = "\n" + "y".repeat(99) + "\n" + "z\n".repeat(HeaderReader.LONGEST_HEADER);
        assertThat(injection.run(JOE, List.of("a@b.c"), "To: a@b.c\n" + body)).isZero();
        assertThat(injection.queue.queued().getFirst().message()).endsWith(body);
    }

    @Test
    void saysThatAControlFileCannotBeRead() throws IOException {
        Files.createDirectories(home.resolve("control/idhost"));
        assertThat(injection.run(JOE, PRINT, "To: a@b.c\n")).isEqualTo(111);
        assertThat(injection.err()).isEqualTo("qmail-inject: fatal: read error\n");
    }

    @Test
    void readsTheNameOfTheHostEvenIfItNeedsNone() throws IOException {
        Files.delete(home.resolve("control/me"));
        Files.createDirectories(home.resolve("control/me"));
        for (String file : List.of("defaultdomain", "defaulthost", "plusdomain", "idhost")) {
            Golden.lay(home, "control/" + file, "x.y\n");
        }
        assertThat(injection.run(JOE, PRINT, "To: a@b.c\n")).isEqualTo(111);
        assertThat(injection.err()).isEqualTo("qmail-inject: fatal: read error\n");
    }

    @Test
    void endsAnAddressAtANulAsTheEnvelopeDoes() throws IOException {
        String header = "Return-Path: s\0t@u.v\nTo: <a\0Tb@c.d>, \"\0\"@e.f\n\n";
        assertThat(injection.run(JOE, List.of(), header)).isZero();
        assertThat(injection.queue.queued().getFirst().envelope()).isEqualTo(new Envelope("s", List.of("", "a")));
        assertThat(injection.queue.queued().getFirst().message()).endsWith("To: <\"a\0Tb\"@c.d>, \"\0\"@e.f\n\n");
    }

    @Test
    void takesAnEmptyNameForNoFileOfLists() throws IOException {
        Map<String, String> env = Map.of("USER", "joe", "QMAILMFTFILE", "");
        assertThat(injection.run(env, PRINT, "To: a@b.c\n")).isZero();
        assertThat(injection.out()).doesNotContain("Mail-Followup-To");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a b | b@mail.example.org | joe@a.mail.example.org, b@mail.example.org",
                "a.b,c@d.e | c@d.e | joe@a.b, c@d.e",
                "<x@y.z> | x@y.z | joe@ <x@y.z>",
                "a; | joe@a.mail.example.org | joe@a.mail.example.org;",
            })
    void readsTheHostOfTheEnvironmentAsPartOfAField(String host, String sender, String from) throws IOException {
        Map<String, String> env = Map.of("USER", "joe", "QMAILHOST", host);
        assertThat(injection.run(env, PRINT, "To: a@b.c\n")).isZero();
        assertThat(injection.out()).startsWith("Return-Path: <" + sender + ">\n");
        assertThat(injection.out()).contains("From: " + from + "\n");
    }

    @Test
    void complainsOfTheSenderFirst() throws IOException {
        assertThat(injection.run(Map.of("USER", "joe", "QMAILHOST", "a:b"), PRINT, "To: a@b.c\n"))
                .isEqualTo(100);
        assertThat(injection.err())
                .isEqualTo("qmail-inject: fatal: unable to parse this line:\nReturn-Path: joe@a:b\n");
        assertThat(injection.out()).isEmpty();
    }

    @Test
    void needsAHome() throws IOException {
        assertThat(new Injection(home.resolve("none")).run(JOE, PRINT, "")).isEqualTo(111);
    }

    @Test
    void namesAWrongOptionBeforeItReadsTheMessage() throws IOException {
        assertThat(injection.run(JOE, List.of("-x"), "To: (\n")).isEqualTo(100);
        assertThat(injection.err()).isEqualTo("qmail-inject: illegal option -- x\n");
    }
}
