package eqmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import testkit.SmtpClient;

/** Commands that look into the queue beside a running server. */
@Timeout(300)
class QueueViewsTest {
    @Test
    void showTheQueueOfARunningServerAndOfOneThatWasKilled() throws Exception {
        try (TrialServer server = TrialServer.start(Map.of())) {
            Files.writeString(server.home.resolve("mail/me/.qmail-later"), "|exit 111\n");
            try (SmtpClient client = server.client()) {
                assertThat(client.message("you@eqmail.test", "me+later@eqmail.test", "x\n"))
                        .startsWith("250");
                assertThat(client.message("you@eqmail.test", "me@eqmail.test", "y\n"))
                        .startsWith("250");
            }
            server.awaitLog("deferral: ");
            server.awaitMessages("me", 1);
            server.awaitLog("success: did_1+0+0/");
            look(server);
            server.kill();
            look(server);
        }
    }

    private static void look(TrialServer server) throws IOException, InterruptedException {
        String spool = server.home.resolve("spool/log").toString();
        assertThat(run(server, "eqmail", "spool", "check", spool)).matches("1 messages, \\d+ segments, all is well\n");
        assertThat(run(server, "qmail-qstat"))
                .isEqualTo("messages in queue: 1\nmessages in queue but not yet preprocessed: 0\n");
        String listed = run(server, "qmail-qread");
        assertThat(listed).contains("  <you@eqmail.test> \n\tlocal\tme+later@eqmail.test\n");
        String id = listed.replaceAll("(?s).* #(\\d+)  .*", "$1");
        assertThat(run(server, "eqmail", "spool", "dump", spool, id))
                .contains("  message " + id + "\n    sender <you@eqmail.test>\n    recipient <me+later@eqmail.test>\n")
                .contains("    local-due ");
    }

    private static String run(TrialServer server, String name, String... args)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Desk.command(name).toString()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("QMAILHOME", server.home.toString());
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }
}
