package eqmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What swaks, a client with a will of its own, sends. */
class SwaksTest {
    private static final String TO = "me@eqmail.test";
    /** Exit code of swaks when every recipient was refused. */
    private static final int REFUSED = 24;

    private static TrialServer server;

    @BeforeAll
    static void start() throws IOException {
        Desk.needsProgram("swaks");
        // The outside: no variable RELAYCLIENT.
        server = TrialServer.start(Map.of("tcprules", ":allow\n"));
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void deliversEveryKindOfMessageByteForByte() throws Exception {
        Map<String, String> specimens = Specimens.all();
        for (Map.Entry<String, String> specimen : specimens.entrySet()) {
            Path file = Files.writeString(
                    server.home.resolve(specimen.getKey() + ".eml"), specimen.getValue(), StandardCharsets.ISO_8859_1);
            List<String> how = specimen.getKey().equals("big") ? List.of("--pipeline") : List.of();
            assertThat(swaks(how, "--to", TO, "--data", "@" + file)).isZero();
        }
        // swaks ends what it sends with a line end of its own.
        List<String> messages = server.awaitMessages("me", specimens.size()).stream()
                .map(m -> m.substring(0, m.length() - 1))
                .toList();
        assertThat(Specimens.carried(messages)).containsExactlyInAnyOrderElementsOf(specimens.keySet());
    }

    @Test
    void refusesToRelayAndDeliversNothingOfBrokenDialogues() throws Exception {
        assertThat(swaks(List.of(), "--to", "somebody@elsewhere.test")).isEqualTo(REFUSED);
        assertThat(swaks(List.of("--quit-after", "rcpt"), "--to", "you@eqmail.test,somebody@elsewhere.test"))
                .isZero();
        assertThat(swaks(List.of("--quit-after", "rcpt"), "--from", "<>", "--to", "you@eqmail.test"))
                .isZero();
        assertThat(swaks(List.of("--protocol", "SMTP", "--quit-after", "mail"), "--to", "you@eqmail.test"))
                .isZero();
        assertThat(swaks(List.of("--drop-after-send", "data"), "--to", "you@eqmail.test"))
                .isNotNegative();
        assertThat(swaks(List.of(), "--to", "you@eqmail.test")).isZero();
        // Only this last one, though all others came before it.
        assertThat(server.awaitMessages("you", 1)).hasSize(1);
    }

    private static int swaks(List<String> options, String... more) throws IOException, InterruptedException {
        List<String> call = new ArrayList<>(List.of("swaks", "--server", "127.0.0.1"));
        call.addAll(List.of("--port", String.valueOf(server.port), "--helo", "client.test"));
        call.addAll(List.of("--from", "sender@client.test", "--timeout", "20"));
        call.addAll(options);
        call.addAll(List.of(more));
        Process process = new ProcessBuilder(call)
                .redirectErrorStream(true)
                .redirectOutput(server.home.resolve("swaks.log").toFile())
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
