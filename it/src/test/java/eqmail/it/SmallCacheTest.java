package eqmail.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Commands that run for each message or .qmail line, where no server answers: each finds all of its classes in the small
 * cache. One that had to read them from elsewhere would work too, at twice the time and a third more memory.
 */
class SmallCacheTest {
    private static final Pattern LIST = Pattern.compile("case \\$name in\\s+([^)]*)\\)\\s+cache=\\$lib/small\\.aot");
    /** What no cache takes: events for the flight recorder. */
    private static final String EVENTS = "jdk.internal.event.";

    @TempDir
    Path home;

    @BeforeEach
    void configure() throws IOException {
        Path cache = Desk.file("dist/lib/small.aot");
        Desk.needs(Files.exists(cache), "what dist/lib/make-aot makes");
        Files.createDirectories(home.resolve("control"));
        Files.writeString(home.resolve("control/me"), "a.example\n");
        Files.writeString(home.resolve("message"), "To: b@a.example\nSubject: test\n\ntext\n");
        Files.writeString(home.resolve("envelope"), "Fb@a.example\0Tb@a.example\0\0");
        for (String part : List.of("", "new", "cur", "tmp")) {
            Files.createDirectories(home.resolve("Maildir").resolve(part));
        }
    }

    /** Command lines, and how they end. */
    private static Stream<Arguments> commands() {
        return Stream.of(
                arguments("bouncesaying no false", 0),
                arguments("condredirect c@a.example true", 99),
                arguments("condredirect c@a.example false", 0),
                arguments("except true", 100),
                arguments("forward c@a.example", 0),
                arguments("hostname", 0),
                arguments("maildir2mbox", 0),
                arguments("maildirmake made", 0),
                arguments("predate cat", 0),
                arguments("preline cat", 0),
                arguments("qbiff", 0),
                arguments("qmail-inject c@a.example", 0),
                arguments("qmail-queue 1<envelope", 0),
                arguments("qreceipt c@a.example", 0),
                arguments("qsmhook cat", 0),
                arguments("sendmail -t", 0));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void holdsAllThatACommandNeeds(String line, int exit) throws Exception {
        Path loaded = home.resolve("loaded");
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", Desk.command("") + "/" + line + " <message");
        builder.directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("said").toFile());
        Map<String, String> env = builder.environment();
        env.clear();
        env.putAll(Map.of("PATH", home + ":/usr/bin:/bin", "QMAILHOME", home.toString(), "TZ", "Europe/Berlin"));
        env.putAll(Map.of("SENDER", "b@a.example", "NEWSENDER", "b@a.example", "LOCAL", "c", "HOST", "a.example"));
        env.putAll(Map.of("UFLINE", "From b\n", "RPLINE", "Return-Path: <b>\n", "DTLINE", "Delivered-To: c\n"));
        env.putAll(Map.of("USER", "c", "MAILDIR", "Maildir", "MAIL", home + "/mbox", "MAILTMP", home + "/mbox.tmp"));
        env.put("_JAVA_OPTIONS", "-Xlog:class+load:file=" + loaded);
        assertThat(builder.start().waitFor())
                .as(() -> said(home.resolve("said")))
                .isEqualTo(exit);
        List<String> classes = Files.readAllLines(loaded);
        assertThat(classes).anyMatch(l -> l.contains("eqmail.cli.Main source: shared objects file"));
        assertThat(classes.stream().filter(l -> l.matches(".* source: (jrt|file):.*") && !l.contains(EVENTS)))
                .isEmpty();
    }

    private static String said(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void isTriedWithEachCommandThatTheLauncherGivesIt() throws IOException {
        Matcher list = LIST.matcher(Files.readString(Desk.file("dist/lib/launch")));
        assertThat(list.find()).isTrue();
        assertThat(list.group(1).split("[\\s|\\\\]+"))
                .containsExactlyInAnyOrderElementsOf(commands()
                        .map(c -> ((String) c.get()[0]).split(" ")[0])
                        .distinct()
                        .toList());
    }
}
