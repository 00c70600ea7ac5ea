package eqmail.send;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.delivery.Order;
import eqmail.mail.Verdict;
import eqmail.queue.QueueResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Seeded random runs against a model: who is delivered to once is never tried again, who is not is tried until the message
 * is too old and then bounces, slots and the limit of a destination hold at every moment. With crashes in between nothing
 * may be lost; repeated deliveries are then allowed.
 */
class RandomScheduleTest {
    private static final int DESTINATION_MOST = 3;
    private static final Pattern NOTE = Pattern.compile("^<(m\\d+r\\d+@.*)>:$", Pattern.MULTILINE);

    @TempDir
    private Path home;

    /** What will become of a recipient: deferrals first, then its end. */
    private enum Fate {
        DELIVERED,
        REFUSED,
        NEVER
    }

    private final Map<String, Fate> fates = new HashMap<>();
    private final Map<String, Integer> deferrals = new HashMap<>();
    private final Map<String, Integer> delivered = new HashMap<>();
    private final Map<String, Integer> bounced = new HashMap<>();
    private boolean crashes;

    private Verdict verdict(Order order) {
        String key = order.recipient();
        if (order.sender().isEmpty()) {
            noteBounce(order);
            return new Verdict.Delivered("");
        }
        int left = deferrals.getOrDefault(key, 0);
        if (left > 0) {
            deferrals.put(key, left - 1);
            return new Verdict.Deferred("later\n");
        }
        Fate fate = fates.get(key);
        if (fate == Fate.DELIVERED) {
            int times = delivered.merge(key, 1, Integer::sum);
            assertThat(times).as("deliveries to " + key).isLessThanOrEqualTo(crashes ? 1000 : 1);
            return new Verdict.Delivered("");
        }
        return fate == Fate.REFUSED ? new Verdict.Refused("no\n") : new Verdict.Deferred("never\n");
    }

    private void noteBounce(Order order) {
        try (var in = order.body().openUnix()) {
            String text = eqmail.bytes.Latin1.string(in.readAllBytes());
            NOTE.matcher(text).results().forEach(m -> bounced.merge(m.group(1), 1, Integer::sum));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private SendRig rig() {
        SendRig rig = new SendRig(home);
        rig.control(Map.of(
                "control/concurrencylocal", "3\n",
                "control/concurrencyremote", "5\n",
                "control/queuelifetime", "5000\n",
                "control/concurrencydestination", DESTINATION_MOST + "\n"));
        rig.local = this::verdict;
        rig.remote = this::verdict;
        rig.hold = true;
        return rig;
    }

    private void inject(SendRig rig, SplittableRandom random, int message) {
        List<String> recipients = new ArrayList<>();
        int count = random.nextInt(8) == 0 ? 40 : random.nextInt(4);
        for (int i = 0; i < count; i++) {
            boolean local = random.nextInt(3) == 0;
            String to = "m" + message + "r" + i + "@" + (local ? "example.org" : "d" + random.nextInt(4) + ".net");
            fates.put(to, Fate.values()[random.nextInt(random.nextInt(5) == 0 ? 3 : 2)]);
            deferrals.put(to, random.nextInt(3) == 0 ? random.nextInt(1, 4) : 0);
            recipients.add(to);
        }
        rig.inject("sender" + message + "@example.org", recipients.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void everyRecipientEndsOnceAndNoLimitIsBroken(long seed) {
        run(new SplittableRandom(seed));
        fates.forEach((to, fate) -> {
            int bounces = bounced.getOrDefault(to, 0);
            assertThat(delivered.getOrDefault(to, 0) + bounces).as(to).isEqualTo(1);
            // Who would be delivered to may still bounce: of age.
            assertThat(fate == Fate.DELIVERED || bounces == 1).as(to).isTrue();
        });
        assertThat(delivered.size()).isGreaterThan(fates.size() / 4);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void aCrashForgetsNobody(long seed) {
        crashes = true;
        run(new SplittableRandom(seed));
        Set<String> lost = new HashSet<>(fates.keySet());
        lost.removeAll(delivered.keySet());
        lost.removeAll(bounced.keySet());
        assertThat(lost).isEmpty();
    }

    private void run(SplittableRandom random) {
        SendRig rig = rig();
        LogOracle oracle = new LogOracle(DESTINATION_MOST);
        rig.start();
        for (int step = 0; step < 600; step++) {
            step(rig, oracle, random, step);
            oracle.follow(rig.log);
        }
        rig.bounceAnswer = QueueResult.ACCEPTED;
        rig.spool.unreadable.clear();
        for (int i = 0; i < 2_000 && !rig.spool.ids().isEmpty(); i++) {
            while (!rig.held.isEmpty()) {
                rig.release();
                oracle.follow(rig.log);
            }
            rig.pass(123);
            oracle.follow(rig.log);
        }
        assertThat(rig.spool.ids()).as("messages that stay").isEmpty();
    }

    private void step(SendRig rig, LogOracle oracle, SplittableRandom random, int step) {
        switch (random.nextInt(14)) {
            case 0, 1, 2 -> inject(rig, random, step);
            case 3 -> rig.pass(random.nextInt(1, 900));
            case 4 -> {
                rig.send().runNow();
                rig.run();
            }
            case 5 -> rig.bounceAnswer = random.nextBoolean() ? QueueResult.ACCEPTED : QueueResult.ofExit(53);
            case 6 -> unreadable(rig, random);
            case 7 -> {
                if (crashes) {
                    rig.held.clear();
                    rig.spool.crash(random.nextInt(1 + rig.spool.undurable()));
                    oracle.crashed();
                    rig.start();
                }
            }
            default -> {
                if (!rig.held.isEmpty()) {
                    rig.held.remove(random.nextInt(rig.held.size())).run();
                    rig.run();
                }
            }
        }
    }

    private static void unreadable(SendRig rig, SplittableRandom random) {
        if (random.nextBoolean()) {
            rig.spool.unreadable.clear();
        } else {
            rig.spool.someIds(5).forEach(rig.spool.unreadable::add);
        }
    }
}
