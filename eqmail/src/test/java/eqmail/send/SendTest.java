package eqmail.send;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.control.Control;
import eqmail.delivery.Channel;
import eqmail.mail.MessageId;
import eqmail.mail.Verdict;
import eqmail.queue.QueueResult;
import eqmail.spool.Stored;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SendTest {
    @TempDir
    Path home;

    private SendRig rig;

    @BeforeEach
    void lay() {
        rig = new SendRig(home);
    }

    @Test
    void logsTheWholeLifeOfALocalMessage() {
        rig.start();
        rig.inject("s@x.org", "joe@example.org");
        rig.terminate();
        assertThat(rig.log)
                .containsExactly(
                        "status: local 0/10 remote 0/20",
                        "new msg 1",
                        "info msg 1: bytes 17 from <s@x.org> qp 1 uid 0",
                        "starting delivery 1: msg 1 to local joe@example.org",
                        "status: local 1/10 remote 0/20",
                        "delivery 1: success: did_1+0+0/",
                        "status: local 0/10 remote 0/20",
                        "end msg 1",
                        "status: exiting");
    }

    @Test
    void recordsNothingButTheRemovalOfAMessageThatEndsAtItsFirstTry() {
        rig.start();
        rig.inject("s@x.org", "joe@example.org");
        rig.inject("s@x.org", "ok@example.net");
        assertThat(rig.spool.records()).isEqualTo(2);
        assertThat(rig.spool.ids()).isEmpty();
    }

    @Test
    void endsAMessageWithoutRecipientsAtOnce() {
        rig.start();
        rig.inject("s@x.org");
        assertThat(rig.log).endsWith("new msg 1", "info msg 1: bytes 17 from <s@x.org> qp 1 uid 0", "end msg 1");
        assertThat(rig.spool.ids()).isEmpty();
    }

    @Test
    void triesAgainAtTheTimesOfTheParabola() {
        List<Long> tries = new ArrayList<>();
        rig.remote = order -> {
            tries.add(rig.now.getEpochSecond() - SendRig.START.getEpochSecond());
            return new Verdict.Deferred("later\n");
        };
        rig.start();
        rig.inject("s@x.org", "temp@example.net");
        rig.pass(5_000);
        assertThat(tries).containsExactly(0L, 400L, 1600L, 3600L);
        assertThat(rig.spool.due(new MessageId(1), Channel.REMOTE)).isEqualTo(SendRig.START.plusSeconds(6400));
    }

    @Test
    void givesUpAfterTheQueueLifetimeAndBounces() {
        rig.control(Map.of("control/queuelifetime", "1000\n"));
        rig.remote = order -> new Verdict.Deferred("busy\n");
        rig.start();
        rig.inject("bob@example.org", "temp@example.net");
        rig.pass(2_000);
        assertThat(rig.log)
                .contains(
                        "delivery 3: failure:"
                                + " busy/I'm_not_going_to_try_again;_this_message_has_been_in_the_queue_too_long./",
                        "bounce msg 1 qp 2",
                        "end msg 1",
                        "starting delivery 4: msg 2 to local bob@example.org");
        assertThat(rig.spool.ids()).isEmpty();
    }

    @Test
    void triesOnlyWhoIsNotDone() {
        rig.start();
        List<String> tried = new ArrayList<>();
        rig.remote = order -> {
            tried.add(order.recipient());
            return order.recipient().startsWith("ok") ? new Verdict.Delivered("") : new Verdict.Deferred("");
        };
        rig.inject("s@x.org", "ok@a.net", "temp@b.net", "ok2@c.net");
        rig.pass(400);
        assertThat(tried).containsExactly("ok@a.net", "temp@b.net", "ok2@c.net", "temp@b.net");
    }

    @Test
    void waitsWithTheBounceUntilTheLastRecipientIsDone() {
        rig.start();
        boolean[] later = {true};
        rig.remote = order -> order.recipient().startsWith("perm")
                ? new Verdict.Refused("no\n")
                : later[0] ? new Verdict.Deferred("") : new Verdict.Delivered("");
        rig.inject("bob@example.org", "perm@a.net", "temp@b.net");
        assertThat(rig.log).noneMatch(line -> line.startsWith("bounce"));
        later[0] = false;
        rig.pass(400);
        assertThat(rig.log).contains("bounce msg 1 qp 2", "end msg 1");
    }

    @Test
    void triesAFailedBounceAgainAfter123Seconds() {
        rig.remote = order -> new Verdict.Refused("no\n");
        rig.bounceAnswer = QueueResult.ofExit(53);
        rig.start();
        rig.inject("bob@example.org", "perm@a.net");
        assertThat(rig.log).endsWith("warning: trouble injecting bounce message, will try later");
        rig.pass(122);
        assertThat(rig.log).endsWith("warning: trouble injecting bounce message, will try later");
        rig.bounceAnswer = QueueResult.ACCEPTED;
        rig.pass(1);
        assertThat(rig.log).contains("bounce msg 1 qp 2", "end msg 1");
    }

    @Test
    void saysSoWhenTheQueueProgramCannotBeStarted() {
        rig.remote = order -> new Verdict.Refused("no\n");
        rig.queueMissing = true;
        rig.start();
        rig.inject("bob@example.org", "perm@a.net");
        assertThat(rig.log).endsWith("warning: unable to start qmail-queue, will try later");
        assertThat(rig.spool.now(new MessageId(1)).bounce()).isEqualTo("<perm@a.net>:\nno\n\n");
    }

    @Test
    void discardsTheBounceOfADoubleBounce() {
        rig.local = order -> new Verdict.Refused("no\n");
        rig.start();
        rig.inject("#@[]", "joe@example.org");
        assertThat(rig.log).endsWith("triple bounce: discarding bounce/1", "end msg 1");
        assertThat(rig.spool.ids()).isEmpty();
    }

    @Test
    void makesEverythingDueOnAlarm() {
        rig.remote = order -> new Verdict.Deferred("");
        rig.start();
        rig.inject("s@x.org", "temp@example.net");
        rig.send().runNow();
        rig.run();
        assertThat(rig.log).contains("starting delivery 2: msg 1 to remote temp@example.net");
    }

    @Test
    void holdsAChannelWithoutSlotsAndKeepsItsMail() {
        rig.control(Map.of("control/concurrencyremote", "0\n"));
        rig.start();
        rig.inject("s@x.org", "ok@example.net", "joe@example.org");
        rig.pass(100_000);
        assertThat(rig.log).noneMatch(line -> line.contains("to remote"));
        Stored stored = rig.spool.now(new MessageId(1));
        assertThat(stored.routing().get(0).done()).isFalse();
        assertThat(stored.routing().get(1).done()).isTrue();
        assertThat(rig.spool.due(new MessageId(1), Channel.REMOTE)).isEqualTo(SendRig.START);
    }

    @Test
    void logsAMessageAsNewOnlyOnceOverARestart() {
        rig.control(Map.of("control/concurrencyremote", "0\n"));
        rig.start();
        rig.inject("s@x.org", "ok@example.net");
        rig.terminate();
        rig.control(Map.of("control/concurrencyremote", "5\n"));
        rig.start();
        assertThat(rig.log).filteredOn(line -> line.equals("new msg 1")).hasSize(1);
        assertThat(rig.log).endsWith("delivery 1: success: ok/", "status: local 0/10 remote 0/5", "end msg 1");
    }

    @Test
    void startsNothingAfterTermAndWaitsForWhatRuns() {
        rig.control(Map.of("control/concurrencyremote", "1\n"));
        rig.hold = true;
        rig.start();
        rig.inject("s@x.org", "a@a.net");
        rig.inject("s@x.org", "b@b.net");
        rig.terminate();
        assertThat(rig.log).doesNotContain("status: exiting");
        assertThat(rig.send().hasEnded()).isFalse();
        rig.release();
        assertThat(rig.log)
                .endsWith(
                        "delivery 1: success: ok/",
                        "status: local 0/10 remote 0/1 exitasap",
                        "end msg 1",
                        "status: exiting");
        assertThat(rig.send().hasEnded()).isTrue();
        assertThat(rig.spool.now(new MessageId(2)).routed()).isTrue();
    }

    @Test
    void leavesMailThatComesAfterTermInTheQueue() {
        rig.start();
        rig.terminate();
        rig.inject("s@x.org", "joe@example.org");
        assertThat(rig.log).endsWith("status: exiting");
        assertThat(rig.spool.now(new MessageId(1)).routed()).isFalse();
    }

    @Test
    void recordsTheRoutingOfWhatTakesLong() {
        rig.hold = true;
        rig.start();
        rig.inject("s@x.org", "slow@example.net");
        assertThat(rig.spool.now(new MessageId(1)).routed()).isFalse();
        rig.pass(3);
        assertThat(rig.spool.now(new MessageId(1)).routed()).isTrue();
    }

    @Test
    void readsBackWhatIsKnownByIdOnly() {
        rig.start();
        Stored stored = rig.spool.put("s@x.org", List.of("joe@example.org"), "x\n", rig.now, 5);
        rig.send().accepted(stored.id());
        rig.run();
        assertThat(rig.log).endsWith("status: local 0/10 remote 0/20", "end msg 1");
    }

    @Test
    void triesAgainWhatCannotBeRead() {
        MessageId id = rig.inject("s@x.org", "joe@example.org");
        rig.spool.unreadable.add(id);
        rig.start();
        assertThat(rig.log).endsWith("warning: trouble opening mess/1; will try again later");
        rig.spool.unreadable.clear();
        rig.pass(123);
        assertThat(rig.log).endsWith("end msg 1");
    }

    @Test
    void aBugInADelivererDefers() {
        rig.remote = order -> {
            throw new IllegalStateException("bug");
        };
        rig.start();
        rig.inject("s@x.org", "a@a.net");
        assertThat(rig.log)
                .contains(
                        "warning: internal error: java.lang.IllegalStateException: bug",
                        "delivery 1: report mangled, will defer")
                .endsWith("status: local 0/10 remote 0/20");
        assertThat(rig.spool.ids()).hasSize(1);
    }

    @Test
    void stopsDeliveringWhenTheQueueCannotBeWritten() {
        rig.start();
        rig.inject("s@x.org", "a@a.net");
        rig.spool.fail();
        rig.pass(2);
        rig.inject("s@x.org", "b@b.net");
        assertThat(rig.log).endsWith("alert: unable to write to the queue: disk on fire; starting no more deliveries");
    }

    @Test
    void aDestinationThatHangsLeavesSlotsToOthers() {
        rig.hold = true;
        rig.start();
        for (int i = 0; i < 100; i++) {
            rig.inject("s@x.org", "u" + i + "@dead.net");
        }
        assertThat(rig.held).hasSize(15);
        rig.inject("s@x.org", "a@alive.net");
        assertThat(rig.held).hasSize(16);
        assertThat(rig.log).contains("starting delivery 16: msg 101 to remote a@alive.net");
    }

    @Test
    void manyDestinationsThatHangLeaveASlotToANewOne() {
        rig.hold = true;
        rig.start();
        for (int i = 0; i < 200; i++) {
            rig.inject("s@x.org", "u@dead" + i % 4 + ".net");
        }
        assertThat(rig.held).hasSizeLessThan(20);
        rig.inject("s@x.org", "a@alive.net");
        assertThat(rig.log).anyMatch(line -> line.endsWith("to remote a@alive.net"));
    }

    @Test
    void honoursAFixedLimitForADestination() {
        rig.control(Map.of("control/concurrencydestination", "3\n"));
        rig.hold = true;
        rig.start();
        rig.inject(
                "s@x.org",
                IntStream.range(0, 10).mapToObj(i -> "u" + i + "@a.net").toArray(String[]::new));
        assertThat(rig.held).hasSize(3);
        rig.inject("s@x.org", "x@b.net");
        assertThat(rig.held).hasSize(4);
    }

    @Test
    void aLetterGoesOnBesideALongList() {
        rig.control(Map.of("control/concurrencyremote", "2\n"));
        rig.hold = true;
        rig.start();
        rig.inject(
                "list@x.org",
                IntStream.range(0, 1000).mapToObj(i -> "u" + i + "@a.net").toArray(String[]::new));
        rig.inject("s@x.org", "letter@a.net");
        rig.release();
        rig.release();
        assertThat(rig.log).anyMatch(line -> line.endsWith("to remote letter@a.net"));
    }

    @Test
    void rereadsOnlyTheRoutingTablesOnHup() {
        rig.start();
        rig.control(Map.of(
                "control/locals", "new.org\n",
                "control/virtualdomains", "virt.org:joe\n",
                "control/envnoathost", "other.org\n"));
        rig.send().reread(new Control(home));
        rig.inject("s@x.org", "a@new.org", "b@virt.org", "c@example.org", "d");
        assertThat(rig.log)
                .anyMatch(line -> line.endsWith("to local a@new.org"))
                .anyMatch(line -> line.endsWith("to local joe-b@virt.org"))
                .anyMatch(line -> line.endsWith("to remote c@example.org"))
                .anyMatch(line -> line.endsWith("to remote d@mail.example.org"));
    }

    @Test
    void keepsBothTablesWhenOneCannotBeReread() throws IOException {
        rig.start();
        rig.control(Map.of("control/locals", "new.org\n"));
        Files.createDirectory(home.resolve("control/virtualdomains"));
        rig.send().reread(new Control(home));
        rig.inject("s@x.org", "a@new.org");
        assertThat(rig.log)
                .containsSequence(
                        "alert: unable to reread control/virtualdomains",
                        "alert: keeping the last good settings: control/virtualdomains: is a directory")
                .anyMatch(line -> line.endsWith("to remote a@new.org"));
    }

    @Test
    void namesTheListWhenItsSubstituteIsMissing() throws IOException {
        rig.start();
        Files.delete(home.resolve("control/locals"));
        Files.delete(home.resolve("control/me"));
        rig.send().reread(new Control(home));
        rig.send().reread(new Control(home.resolve("nowhere")));
        rig.run();
        assertThat(rig.log)
                .endsWith(
                        "alert: unable to reread control/locals",
                        "alert: keeping the last good settings: control/locals: neither this file nor control/me"
                                + " exists",
                        "alert: unable to reread controls: unable to switch to home directory");
    }

    @Test
    void cutsAnEndlessReport() {
        rig.remote = order -> new Verdict.Deferred("x".repeat(20_000) + "\0hidden");
        rig.start();
        rig.inject("s@x.org", "a@a.net");
        assertThat(rig.log).contains("delivery 1: deferral: " + "x".repeat(9_998));
    }

    @Test
    void stripsThePrependInTheBounceAndKeepsOddBytesThere() {
        rig.control(Map.of("control/virtualdomains", "virt.org:joe+v\n"));
        rig.local =
                order -> order.sender().isEmpty() ? new Verdict.Delivered("") : new Verdict.Refused("p%c\tx\u00e4\n");
        rig.bounceAnswer = QueueResult.ofExit(53);
        rig.start();
        rig.inject("bob@example.org", "n@virt.org");
        assertThat(rig.log).contains("delivery 1: failure: p_c_x_/");
        assertThat(rig.spool.now(new MessageId(1)).bounce()).isEqualTo("<n@virt.org>:\np%c\tx\u00e4\n\n");
    }

    @Test
    void tellsOfTheBounceBeforeTheMessageThatItIs() {
        rig.local = order -> order.sender().isEmpty() ? new Verdict.Delivered("") : new Verdict.Refused("no\n");
        rig.start();
        rig.inject("bob@example.org", "joe@example.org");
        assertThat(rig.log)
                .containsSubsequence(
                        "bounce msg 1 qp 2",
                        "end msg 1",
                        "new msg 2",
                        "info msg 2: bytes 505 from <> qp 2 uid 907",
                        "end msg 2");
    }

    @Test
    void sendsABounceThatIsStillOwedOnceAfterARestart() {
        rig.local = order -> order.sender().isEmpty() ? new Verdict.Delivered("") : new Verdict.Refused("no\n");
        rig.remote = rig.local;
        rig.bounceAnswer = QueueResult.ofExit(53);
        rig.start();
        rig.inject("bob@example.org", "joe@example.org", "a@a.net");
        rig.terminate();
        rig.bounceAnswer = QueueResult.ACCEPTED;
        rig.start();
        rig.pass(1_000);
        assertThat(rig.log).filteredOn(line -> line.startsWith("bounce msg")).hasSize(1);
        assertThat(rig.spool.ids()).isEmpty();
    }
}
