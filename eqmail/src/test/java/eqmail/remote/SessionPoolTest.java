package eqmail.remote;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.time.Deadline;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SessionPoolTest {
    private final AtomicLong now = new AtomicLong();
    private final SessionPool pool = new SessionPool(now::get, run -> new Thread() {
        @Override
        public void start() {
            run.run();
        }
    });
    private final List<CutConnection> connections = new ArrayList<>();

    private static Target target(int number) {
        return new Target(InetAddress.ofLiteral("192.0.2." + number), 25, "");
    }

    private Session session(int number) {
        CutConnection connection = new CutConnection("", CutConnection.End.SILENT);
        connections.add(connection);
        Peer peer = new Peer(connection, Worlds.SECOND, Deadline.in(Duration.ofMinutes(1)));
        return new Session(peer, target(number), false, false);
    }

    private Session left(int number) {
        Session session = session(number);
        session.begin();
        session.ended(false);
        pool.leave(session, 100);
        return session;
    }

    private long closed() {
        return connections.stream().filter(CutConnection::closed).count();
    }

    @Test
    void givesBackWhatWasLeftForThatAddress() {
        Session one = left(1);
        assertThat(pool.take(List.of(target(2)))).isEmpty();
        assertThat(pool.take(List.of(target(2), target(1)))).containsSame(one);
        assertThat(pool.take(List.of(target(1)))).isEmpty();
        assertThat(pool.size()).isZero();
    }

    @Test
    void givesTheOneUsedLastFirst() {
        Session old = left(1);
        Session young = left(1);
        assertThat(pool.take(List.of(target(1)))).containsSame(young);
        assertThat(pool.take(List.of(target(1)))).containsSame(old);
    }

    @Test
    void keepsPortsApart() {
        left(1);
        Target other = new Target(target(1).address(), 587, "");
        assertThat(pool.take(List.of(other))).isEmpty();
    }

    @Test
    void endsWhatIsIdleTooLong() {
        left(1);
        now.addAndGet(SessionPool.LONGEST_IDLE.toNanos());
        left(1);
        pool.expire();
        assertThat(pool.size()).isEqualTo(2);
        now.addAndGet(1);
        assertThat(pool.take(List.of(target(2)))).isEmpty();
        assertThat(pool.size()).isEqualTo(1);
        assertThat(closed()).isEqualTo(1);
        assertThat(connections.getFirst().heard()).isEqualTo("QUIT\r\n");
    }

    @Test
    void leavesASessionThatIsNotInOrder() {
        Session broken = session(1);
        broken.begin();
        pool.leave(broken, 100);
        assertThat(pool.size()).isZero();
    }

    @Test
    void keepsSoManyToOneAddressAndNoMore() {
        for (int i = 0; i <= SessionPool.MOST_TO_ONE; i++) {
            left(1);
        }
        assertThat(pool.size()).isEqualTo(SessionPool.MOST_TO_ONE);
        assertThat(closed()).isEqualTo(1);
    }

    @Test
    void keepsSoManyInAllAndNoMore() {
        for (int i = 0; i <= SessionPool.MOST; i++) {
            left(i);
        }
        assertThat(pool.size()).isEqualTo(SessionPool.MOST);
        assertThat(closed()).isEqualTo(1);
    }

    @Test
    void endsAllWhenClosed() {
        left(1);
        left(2);
        pool.close();
        assertThat(closed()).isEqualTo(2);
        left(3);
        assertThat(closed()).isEqualTo(3);
        assertThat(pool.size()).isZero();
    }
}
