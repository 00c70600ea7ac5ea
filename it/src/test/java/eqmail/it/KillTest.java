package eqmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
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
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import testkit.SmtpClient;
import testkit.SmtpSink;

/**
 * kill -9 of the packed image under load. What was answered with 250 arrives: in the mailbox, at another server, or as a
 * bounce at its sender; what arrives was sent; twice arrives only what was under way at the moment of a kill; and nothing
 * stays in the queue.
 */
class KillTest {
    private static final int KILLS = 50;
    private static final int CLIENTS = 4;
    /** What may be under way at once: control/concurrencylocal, control/concurrencyremote, bounces being injected. */
    private static final int UNDER_WAY = 10 + 20 + 20;

    private static final Pattern MARK = Pattern.compile("\nX-Mark: (\\S+) lines (\\d+)\n");
    private static final String LINE = "0123456789abcdef\n";

    private final Set<String> begun = ConcurrentHashMap.newKeySet();
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();

    /** Where a message goes, and how long it is. */
    private enum Kind {
        LOCAL("me@eqmail.test", 100),
        REMOTE("me@far.test", 100),
        BOUNCED("me+nothing@eqmail.test", 100),
        /** Longer than what the log of the spool takes: its text gets a file of its own. */
        BIG("me@eqmail.test", 10_000),
        BIG_REMOTE("me@far.test", 10_000);

        final String recipient;
        final int lines;

        Kind(String recipient, int lines) {
            this.recipient = recipient;
            this.lines = lines;
        }

        /** Most are small. */
        static Kind of(int number) {
            return switch (number % 16) {
                case 5 -> BIG;
                case 11 -> BIG_REMOTE;
                default -> List.of(LOCAL, REMOTE, LOCAL, BOUNCED).get(number % 4);
            };
        }
    }

    @Test
    void losesNothingThatWasAccepted() throws Exception {
        long seed = 20_260_101;
        Random moments = new Random(seed);
        try (SmtpSink far = SmtpSink.start();
                TrialServer server = TrialServer.start(Map.of("smtproutes", "far.test:127.0.0.1:" + far.port()))) {
            for (int kill = 0; kill < KILLS; kill++) {
                if (kill > 0) {
                    server.again();
                }
                killUnderLoad(server, kill, 1 + moments.nextInt(60));
            }
            server.again();
            Awaitility.await("all accepted mail")
                    .atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(() -> assertThat(arrived(server, far).keySet())
                            .as(() -> "seed " + seed + ": accepted mail arrives; log:\n" + end(server.log()))
                            .containsAll(accepted));
            assertThat(server.stop()).isZero();
            Map<String, Integer> arrived = arrived(server, far);
            assertThat(begun).as("nothing arrives that was not sent").containsAll(arrived.keySet());
            int doubles = arrived.values().stream().mapToInt(n -> n - 1).sum();
            assertThat(doubles).as("doubles of %d messages", arrived.size()).isLessThanOrEqualTo(KILLS * UNDER_WAY);
            assertThat(look(server)).matches("0 messages, \\d+ segments, all is well\n");
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
                Kind kind = Kind.of(i);
                String text =
                        "X-Mark: " + mark + " lines " + kind.lines + "\nSubject: load\n\n" + LINE.repeat(kind.lines);
                if (client.message("you@eqmail.test", kind.recipient, text).startsWith("250")) {
                    accepted.add(mark);
                    enough.countDown();
                }
            }
        } catch (IOException killed) {
            // That was the point.
        }
    }

    /** How often each mark arrived; every message is whole. */
    private static Map<String, Integer> arrived(TrialServer server, SmtpSink far) {
        List<String> messages = new ArrayList<>(server.messages("me"));
        messages.addAll(server.messages("you"));
        messages.addAll(far.texts());
        Map<String, Integer> count = new HashMap<>();
        for (String message : messages) {
            Matcher mark = MARK.matcher(message);
            assertThat(mark.find()).as("whole message: %s", message).isTrue();
            assertThat(message).endsWith("\n" + LINE.repeat(Integer.parseInt(mark.group(2))));
            count.merge(mark.group(1), 1, Integer::sum);
        }
        return count;
    }

    private static String end(List<String> log) {
        return String.join("\n", log.subList(Math.max(0, log.size() - 200), log.size()));
    }

    /** What the checker says of the spool. */
    private static String look(TrialServer server) throws Exception {
        Process check = new ProcessBuilder(
                        Desk.command("eqmail").toString(),
                        "spool",
                        "check",
                        server.home.resolve("spool/log").toString())
                .redirectErrorStream(true)
                .start();
        return new String(check.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
}
