package eqmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Load from smtp-source, the generator that comes with Postfix. */
class SmtpSourceTest {
    private static final int MESSAGES = 200;
    private static final int SESSIONS = 10;

    @Test
    void deliversEverythingOnceFromParallelSessions() throws Exception {
        Peer.needs("postfix");
        try (TrialServer server = TrialServer.start(Map.of())) {
            Path work = Files.createDirectory(server.home.resolve("source"));
            Path log = work.resolve("log");
            Process source = new ProcessBuilder(List.of(
                            Desk.file("it/peers/enter").toString(),
                            "postfix",
                            work.toString(),
                            "smtp-source",
                            "-s",
                            String.valueOf(SESSIONS),
                            "-m",
                            String.valueOf(MESSAGES),
                            "-l",
                            "2000",
                            "-d",
                            "-f",
                            "from@client.test",
                            "-t",
                            "me@eqmail.test",
                            "inet:127.0.0.1:" + server.port))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            assertThat(source.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(source.exitValue())
                    .as(Files.readString(log, StandardCharsets.ISO_8859_1))
                    .isZero();
            List<String> messages = server.awaitMessages("me", MESSAGES);
            assertThat(messages).hasSize(MESSAGES);
            assertThat(messages.stream()
                            .flatMap(String::lines)
                            .filter(line -> line.startsWith("Message-Id: "))
                            .distinct())
                    .as("messages by their Message-Id")
                    .hasSize(MESSAGES);
        }
    }
}
