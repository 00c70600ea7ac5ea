package eqmail.send;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.control.Control;
import eqmail.delivery.Order;
import eqmail.log.Log;
import eqmail.mail.Verdict;
import eqmail.queue.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The room with its own thread and real executors. */
class SendThreadsTest {
    private static final int SENDERS = 8;
    private static final int EACH = 250;

    @TempDir
    private Path home;

    @Test
    void deliversEverythingOnceAndEndsWithAWholeLog() throws IOException, InterruptedException {
        Files.createDirectory(home.resolve("control"));
        Files.writeString(home.resolve("control/me"), "mail.example.org\n");
        ModelSpool spool = new ModelSpool();
        List<String> log = new CopyOnWriteArrayList<>();
        ConcurrentHashMap<String, Integer> delivered = new ConcurrentHashMap<>();
        CountDownLatch all = new CountDownLatch(SENDERS * EACH);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Outlet outlet = new Outlet(
                    order -> {
                        delivered.merge(order.recipient(), 1, Integer::sum);
                        all.countDown();
                        return verdict(order);
                    },
                    threads);
            Log lines = line -> log.add(line);
            Send send = new Send(
                    SendControls.load(new Control(home)),
                    new Surroundings(
                            spool,
                            outlet,
                            outlet,
                            origin -> {
                                throw new IOException();
                            },
                            Origin.bounce(0),
                            threads,
                            threads,
                            lines,
                            InstantSource.system(),
                            ZoneOffset.UTC));
            send.start();
            for (int i = 0; i < SENDERS; i++) {
                int sender = i;
                threads.execute(() -> sendMany(send, spool, sender));
            }
            assertThat(all.await(60, TimeUnit.SECONDS)).isTrue();
            send.terminate();
            assertThat(send.awaitEnd(Duration.ofSeconds(60))).isTrue();
        }
        assertThat(delivered)
                .hasSize(SENDERS * EACH)
                .allSatisfy((to, times) -> assertThat(times).isEqualTo(1));
        assertThat(log.getFirst()).isEqualTo("status: local 0/10 remote 0/20");
        assertThat(log.getLast()).isEqualTo("status: exiting");
        assertThat(log).filteredOn(line -> line.startsWith("end msg")).hasSize(SENDERS * EACH);
        assertThat(spool.ids()).isEmpty();
    }

    private static Verdict verdict(Order order) {
        return new Verdict.Delivered("to " + order.recipient() + "\n");
    }

    private static void sendMany(Send send, ModelSpool spool, int sender) {
        for (int i = 0; i < EACH; i++) {
            String to = "u" + sender + "-" + i + "@d" + i % 7 + ".net";
            var stored = spool.put(
                    "s@x.org", List.of(to), "x\n", InstantSource.system().instant(), 0);
            if (i % 2 == 0) {
                send.accepted(stored);
            } else {
                send.accepted(stored.id());
            }
        }
    }
}
