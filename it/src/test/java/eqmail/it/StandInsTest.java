package eqmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import testkit.SmtpClient;

/** Programs that somebody put in the place of ours, in the bin of the home of a running server. */
class StandInsTest {
    @Test
    void areRunWhileTheyAreThere() throws Exception {
        try (TrialServer server = TrialServer.start(Map.of())) {
            put(server, "qmail-queue", "exec IMAGE/qmail-queue");
            put(server, "qmail-local", "exec IMAGE/qmail-local \"$@\"");
            put(server, "qmail-remote", """
                cat >/dev/null
                case $3 in
                bad@*) printf 'h\\0Dpretended refusal\\n\\0' ;;
                *) printf 'r\\0Kpretended success\\n\\0' ;;
                esac
                """);
            send(server, "me@eqmail.test");
            server.awaitMessages("me", 1);
            send(server, "good@far.test");
            server.awaitLog("success: pretended_success/");
            send(server, "bad@far.test");
            server.awaitLog("failure: pretended_refusal/");
            assertThat(server.awaitMessages("you", 1).getFirst()).contains("\npretended refusal\n");
            assertThat(used(server))
                    .containsExactlyInAnyOrder(
                            "qmail-queue",
                            "qmail-local -- me HOME/mail/me me   eqmail.test you@eqmail.test ./Maildir/",
                            "qmail-queue",
                            "qmail-remote far.test you@eqmail.test good@far.test",
                            "qmail-queue",
                            "qmail-remote far.test you@eqmail.test bad@far.test",
                            // The bounce.
                            "qmail-queue",
                            "qmail-local -- you HOME/mail/you you   eqmail.test  ./Maildir/");
            for (String name : List.of("qmail-queue", "qmail-local", "qmail-remote")) {
                Files.delete(server.home.resolve("bin").resolve(name));
            }
            int before = used(server).size();
            send(server, "me@eqmail.test");
            server.awaitMessages("me", 2);
            assertThat(used(server)).hasSize(before);
        }
    }

    /** A script that notes how it was called. */
    private static void put(TrialServer server, String name, String script) throws IOException {
        Path bin = server.home.resolve("bin");
        String image = Desk.command(name).getParent().toString();
        String text = "#!/bin/sh\necho \"" + name + "${1:+ $*}\" >>" + server.home + "/used\n";
        Path file = Files.writeString(bin.resolve(name + ".new"), text + script.replace("IMAGE", image) + "\n");
        assertThat(file.toFile().setExecutable(true, false)).isTrue();
        Files.move(file, bin.resolve(name));
    }

    private static List<String> used(TrialServer server) throws IOException {
        return Files.readAllLines(server.home.resolve("used")).stream()
                .map(line -> line.replace(server.home.toString(), "HOME"))
                .toList();
    }

    private static void send(TrialServer server, String to) throws IOException {
        try (SmtpClient client = server.client()) {
            assertThat(client.message("you@eqmail.test", to, "Subject: t\n\nbody\n"))
                    .startsWith("250");
        }
    }
}
