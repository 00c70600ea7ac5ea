package eqmail.send;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.delivery.Channel;
import eqmail.mail.MessageId;
import eqmail.spool.Recipient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What qmail-send holds in memory has an end, in messages and in recipients. */
class OpenMessagesTest {
    private final OpenMessages open = new OpenMessages();
    private final SendRig rig;

    OpenMessagesTest(@TempDir Path home) {
        rig = new SendRig(home);
    }

    private OpenMessage message(int recipients) throws IOException {
        MessageId id = rig.inject("s@x", "r@example.org");
        List<Recipient> routing = Collections.nCopies(recipients, new Recipient(Channel.LOCAL, "r@example.org", false));
        return new OpenMessage(rig.spool.load(id), routing, 0);
    }

    @Test
    void aListOfAnyLengthComesInButNotASecondBesideIt() throws IOException {
        OpenMessage list = message(300_000);
        open.add(list);
        assertThat(open.hasRoomFor(list)).isTrue();
        assertThat(open.hasRoom()).isFalse();
        OpenMessage other = message(1);
        open.add(other);
        assertThat(open.hasRoomFor(other)).isFalse();
        open.remove(list);
        assertThat(open.hasRoomFor(other)).isTrue();
        assertThat(open.hasRoom()).isTrue();
    }

    @Test
    void takesTenThousandMessages() throws IOException {
        for (int i = 0; i < 9_999; i++) {
            open.add(message(1));
        }
        assertThat(open.hasRoom()).isTrue();
        OpenMessage last = message(1);
        open.add(last);
        assertThat(open.hasRoomFor(last)).isTrue();
        assertThat(open.hasRoom()).isFalse();
    }

    @Test
    void countsAMessageOnce() throws IOException {
        OpenMessage list = message(150_000);
        open.add(list);
        open.add(list);
        assertThat(open.hasRoom()).isTrue();
        open.remove(list);
        open.remove(list);
        assertThat(open.all()).isEmpty();
        open.add(message(150_000));
        assertThat(open.hasRoom()).isTrue();
    }

    @Test
    void mailWaitsInTheSpoolBehindAListThatFillsMemoryAndIsDeliveredAfterIt() throws IOException {
        rig.hold = true;
        rig.start();
        List<String> names = IntStream.range(0, 200_000)
                .mapToObj(i -> "u" + i + "@example.org")
                .toList();
        rig.inject("owner@example.net", names, "x\n", 0);
        rig.inject("s@example.net", "late@example.org");
        assertThat(rig.log.stream().filter(line -> line.contains("starting delivery")))
                .hasSize(10);
        assertThat(rig.log).noneMatch(line -> line.contains("to local late@example.org"));
        rig.hold = false;
        while (!rig.held.isEmpty()) {
            rig.release();
        }
        assertThat(rig.log).anyMatch(line -> line.contains("to local late@example.org"));
        assertThat(rig.spool.count()).isZero();
    }

    @Test
    void aMessageThatCannotBeReadWhenItArrivesIsTriedAgain() {
        rig.start();
        MessageId id = rig.spool
                .put("s@x", List.of("r@example.org"), "x\n", rig.now, 0)
                .id();
        rig.spool.unreadable.add(id);
        rig.send().accepted(id);
        rig.run();
        assertThat(rig.log).contains("warning: trouble opening mess/" + id.number() + "; will try again later");
        rig.spool.unreadable.clear();
        rig.pass(200);
        assertThat(rig.log).anyMatch(line -> line.contains("to local r@example.org"));
    }
}
