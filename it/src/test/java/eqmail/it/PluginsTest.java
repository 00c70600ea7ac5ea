package eqmail.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import testkit.SmtpClient;

/** Plug-ins of the kinds that people write, good and bad ones, in the whole server. */
@Timeout(120)
class PluginsTest {
    private static final String TO = "you@eqmail.test";

    /** What each sender of the mail section does is in its first word. */
    private static final String PLUGINS = """
        [connection]
        :echo SCAME=yes
        [helo]
        :case $SMTPHELOHOST in bad*) echo 'R550 bad helo (#5.7.1)';; esac
        [mail]
        bin/plugins/mail
        [rcpt]
        :echo "HX-Rcpt: $SMTPRCPTCOUNT $SMTPRCPTCOUNTALL $SMTPRCPTHOSTSOK $CAME"
        bin/plugins/grey
        +bin/plugins/stays
        [data]
        :case $SMTPMAILFROM in nodata@*) echo 'E554 not at DATA';; esac
        """;

    private static final String MAIL = """
        #!/bin/sh
        case $SMTPMAILFROM in
        evil@*) echo 'E553 evil (#5.7.1)' ;;
        late@*) echo 'LR550 at RCPT' ;;
        other@*) echo Cchanged@there.example ;;
        drop@*) echo D ;;
        hang@*) echo oops >&2; sleep 1000 & exec sleep 1000 ;;
        flood@*) exec yes HX-Flood ;;
        die@*) kill -9 $$ ;;
        fork@*) sleep 5 & ;;
        esac
        """;

    private static final String GREY = """
        #!/bin/sh
        case $SMTPRCPTTO in you*) exit ;; esac
        f=grey/$SMTPRCPTTO
        [ -e "$f" ] || { : >"$f"; echo 'E451 come back (#4.7.1)'; }
        """;

    private static TrialServer server;

    @BeforeAll
    static void start() throws IOException {
        Desk.needsProgram("python3");
        server = TrialServer.start(Map.of("timeoutspp", "4\n", "tcprules", ":allow\n"));
        script("mail", MAIL);
        script("grey", GREY);
        script("stays", example());
        Path grey = Files.createDirectory(server.home.resolve("grey"));
        assertThat(grey.toFile().setWritable(true, false)).isTrue();
        configure();
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    /** The server looks for changes each second. */
    private static void configure() throws IOException {
        Files.writeString(
                server.home.resolve("control/smtpplugins"),
                PLUGINS + "[helo]\n:case $SMTPHELOHOST in probe) echo 'E550 read';; esac\n");
        Awaitility.await().until(() -> {
            try (SmtpClient client = server.client()) {
                return client.ask("HELO probe").equals("550 read");
            }
        });
    }

    private static void script(String name, String text) throws IOException {
        Path file = Files.createDirectories(server.home.resolve("bin/plugins")).resolve(name);
        Files.writeString(file, text);
        assertThat(file.toFile().setExecutable(true, false)).isTrue();
    }

    /** The plug-in that qmail-spp(8) shows must work. */
    private static String example() throws IOException {
        String page = Files.readString(Desk.file("man/qmail-spp.8"));
        int start = page.indexOf("#!/usr/bin/python3");
        return page.substring(start, page.indexOf(".Ed", start)).replace("\\e", "\\");
    }

    private static String mail(String sender) throws IOException {
        try (SmtpClient client = server.client()) {
            return client.ask("MAIL FROM:<" + sender + ">");
        }
    }

    private static List<String> children() throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(p -> p.getFileName().toString().matches("\\d+"))
                    .map(PluginsTest::commandLine)
                    .filter(line -> line.startsWith("sleep\0" + "1000"))
                    .toList();
        }
    }

    private static String commandLine(Path process) {
        try {
            boolean here = process.resolve("cwd").toRealPath().equals(server.home.toRealPath());
            return here ? Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1) : "";
        } catch (IOException gone) {
            return "";
        }
    }

    @Test
    void aMessageGoesThroughAllOfThem() throws IOException {
        try (SmtpClient client = server.client()) {
            client.expect("250", "MAIL FROM:<other@there.example>");
            assertThat(client.ask("RCPT TO:<nobody@eqmail.test>")).isEqualTo("451 come back (#4.7.1)");
            assertThat(client.ask("RCPT TO:<nobody@eqmail.test>")).isEqualTo("550 nobody is here (#5.1.1)");
            client.expect("553", "RCPT TO:<you@far.example>");
            client.expect("250", "RCPT TO:<" + TO + ">");
            client.expect("354", "DATA");
            client.expect("250", "Subject: spp\r\n\r\nbody\r\n.");
        }
        assertThat(server.awaitMessages("you", 1).getFirst())
                .contains("X-Rcpt: 0 1 1 yes\nX-Rcpt: 0 2 1 yes\nX-Rcpt: 0 3 0 yes\nX-Rcpt: 0 4 1 yes\n")
                .startsWith("Return-Path: <changed@there.example>\n");
    }

    @Test
    void refusalsAreWhatThePluginSays() throws IOException {
        assertThat(mail("evil@x")).isEqualTo("553 evil (#5.7.1)");
        try (SmtpClient client = server.client()) {
            client.expect("250", "MAIL FROM:<late@x>");
            assertThat(client.ask("RCPT TO:<" + TO + ">")).isEqualTo("550 at RCPT");
            client.expect("250", "RSET");
            client.expect("250", "MAIL FROM:<nodata@x>");
            client.expect("250", "RCPT TO:<" + TO + ">");
            assertThat(client.ask("DATA")).isEqualTo("554 not at DATA");
            client.expect("250", "NOOP");
            assertThat(client.ask("HELO bad.example")).isEqualTo("550 bad helo (#5.7.1)");
            assertThatThrownBy(() -> client.ask("NOOP")).isInstanceOf(IOException.class);
        }
        try (SmtpClient client = server.client()) {
            assertThatThrownBy(() -> client.ask("MAIL FROM:<drop@x>")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aPluginWithoutMannersCostsItsOwnCommandOnly() throws IOException {
        String failure = "451 qmail-spp failure: bin/plugins/mail: ";
        try (SmtpClient client = server.client()) {
            assertThat(client.ask("MAIL FROM:<hang@x>")).isEqualTo(failure + "timed out (#4.3.0)");
            assertThat(client.ask("MAIL FROM:<flood@x>")).isEqualTo(failure + "wrote too much (#4.3.0)");
            assertThat(client.ask("MAIL FROM:<die@x>")).isEqualTo(failure + "child crashed (#4.3.0)");
            client.expect("250", "MAIL FROM:<fork@x>");
            client.expect("250", "RCPT TO:<" + TO + ">");
        }
        assertThat(children()).isEmpty();
        server.awaitLog("qmail-spp: bin/plugins/mail: oops");
        server.awaitLog("qmail-spp: bin/plugins/mail: timed out");
        server.awaitLog("qmail-spp: bin/plugins/mail: wrote too much");
    }

    /** In the command it lives as long as the session, with the environment of that. */
    @Test
    void aPluginThatStaysServesASessionOfTheCommand() throws Exception {
        String loop = "echo 'qmail-spp 1'; while read -r word id phase; do while read -r v && [ \"$v\" ]; do :; done;"
                + " n=$((n+1)); echo \"P250-$phase $n $COLOUR\"; echo end $id; done; echo over >over";
        Path home = Files.createTempDirectory("eqmail-plugins-");
        Files.createDirectory(home.resolve("control"));
        Files.writeString(home.resolve("control/me"), "eqmail.test\n");
        Files.writeString(home.resolve("control/smtpplugins"), "[helo]\n+:" + loop + "\n[mail]\n+:" + loop + "\n");
        ProcessBuilder builder = new ProcessBuilder(Desk.command("qmail-smtpd").toString());
        builder.environment().putAll(Map.of("QMAILHOME", home.toString(), "COLOUR", "blue"));
        Process process = builder.start();
        try (var out = process.getOutputStream()) {
            out.write("HELO x\r\nMAIL FROM:<a@b>\r\nQUIT\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                .isEqualTo("220 eqmail.test ESMTP\r\n250-helo 1 blue\r\n250 eqmail.test\r\n"
                        + "250-mail 2 blue\r\n250 ok\r\n221 eqmail.test\r\n");
        assertThat(process.waitFor()).isZero();
        assertThat(home.resolve("over")).exists();
    }
}
