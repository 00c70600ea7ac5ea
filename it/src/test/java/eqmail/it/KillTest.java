package eqmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import testkit.SmtpClient;

/**
 * kill -9 of the packed image under load. What was answered with 250 arrives; what arrives was sent; twice arrives only
 * what was being delivered at the moment of a kill.
 */
class KillTest {
    private static final int KILLS = 50;
    private static final int CLIENTS = 4;
    /** Deliveries that may be on their way at once: control/concurrencylocal. */
    private static final int SLOTS = 10;

    private static final Pattern MARK = Pattern.compile("\nX-Mark: (\\S+)\n");

    private final Set<String> begun = ConcurrentHashMap.newKeySet();
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();

    @Test
    void losesNothingThatWasAccepted() throws Exception {
        long seed = 20_260_101;
        Random moments = new Random(seed);
        try (TrialServer server = TrialServer.start(Map.of())) {
            for (int kill = 0; kill < KILLS; kill++) {
                if (kill > 0) {
                    server.again();
                }
                killUnderLoad(server, kill, 1 + moments.nextInt(60));
            }
            server.again();
            int count = accepted.size();
            server.awaitMessages("me", count);
            Map<String, Integer> arrived = arrived(server, count);
            assertThat(arrived.keySet())
                    .as("seed %d: accepted mail arrives", seed)
                    .containsAll(accepted);
            assertThat(begun).as("nothing arrives that was not sent").containsAll(arrived.keySet());
            int doubles = arrived.values().stream().mapToInt(n -> n - 1).sum();
            assertThat(doubles).as("doubles of %d messages", count).isLessThanOrEqualTo(KILLS * SLOTS);
        }
    }

    /** Clients send until so many were accepted; then the server is killed in the middle of whatever it does. */
    private void killUnderLoad(TrialServer server, int round, int messages) throws Exception {
        CountDownLatch enough = new CountDownLatch(messages);
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int client = 0; client < CLIENTS; client++) {
                String name = round + "." + client;
                clients.execute(() -> sendUntilKilled(server, name, enough));
            }
            assertThat(enough.await(2, TimeUnit.MINUTES))
                    .as("load of round %d", round)
                    .isTrue();
            server.kill();
        }
    }

    private void sendUntilKilled(TrialServer server, String name, CountDownLatch enough) {
        try (SmtpClient client = server.client()) {
            for (int i = 0; ; i++) {
                String mark = name + "." + i;
                begun.add(mark);
                String text = "X-Mark: " + mark + "\nSubject: load\n\n" + "0123456789abcdef\n".repeat(100);
                if (client.message("you@eqmail.test", "me@eqmail.test", text).startsWith("250")) {
                    accepted.add(mark);
                    enough.countDown();
                }
            }
        } catch (IOException killed) {
            // That was the point.
        }
    }

    private Map<String, Integer> arrived(TrialServer server, int least) {
        org.awaitility.Awaitility.await("all accepted mail")
                .atMost(2, TimeUnit.MINUTES)
                .until(() -> count(server.messages("me")).keySet().containsAll(accepted));
        assertThat(server.messages("me")).hasSizeGreaterThanOrEqualTo(least);
        return count(server.messages("me"));
    }

    private static Map<String, Integer> count(List<String> messages) {
        Map<String, Integer> count = new HashMap<>();
        for (String message : messages) {
            Matcher mark = MARK.matcher(message);
            assertThat(mark.find()).as("whole message: %s", message).isTrue();
            assertThat(message).endsWith("\n" + "0123456789abcdef\n".repeat(100));
            count.merge(mark.group(1), 1, Integer::sum);
        }
        return count;
    }
}
