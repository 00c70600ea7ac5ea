package eqmail.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CachingResolverTest {
    private final AtomicLong now = new AtomicLong();
    private final FakeResolver origin = new FakeResolver();
    private final CachingResolver resolver = new CachingResolver(origin, now::get);

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private int asked() {
        return origin.questions().size();
    }

    @Test
    void remembersAnAnswerForItsTimeToLive() throws Exception {
        origin.address("a.example", "192.0.2.1");
        assertThat(resolver.a("a.example")).isEqualTo(resolver.a("A.Example"));
        assertThat(asked()).isEqualTo(1);
        pass(Duration.ofSeconds(61));
        resolver.a("a.example");
        assertThat(asked()).isEqualTo(2);
    }

    @Test
    void keepsTypesApart() throws Exception {
        origin.address("a.example", "192.0.2.1", "2001:db8::1");
        assertThat(resolver.a("a.example").records()).hasSize(1);
        assertThat(resolver.aaaa("a.example").records()).containsExactly(InetAddress.ofLiteral("2001:db8::1"));
    }

    @Test
    void keepsNothingLongerThanAnHour() throws Exception {
        origin.answer("a.example TXT", new Answer.Found<>(List.of("x"), Integer.MAX_VALUE));
        resolver.txt("a.example");
        pass(Duration.ofHours(1).plusSeconds(1));
        resolver.txt("a.example");
        assertThat(asked()).isEqualTo(2);
    }

    @Test
    void remembersThatThereIsNothingForMinutes() throws Exception {
        origin.answer("a.example MX", new Answer.NoData<>(3600));
        resolver.mx("a.example");
        resolver.mx("a.example");
        assertThat(asked()).isEqualTo(1);
        pass(Duration.ofMinutes(5).plusSeconds(1));
        resolver.mx("a.example");
        assertThat(asked()).isEqualTo(2);
    }

    @Test
    void remembersAFailureForSeconds() throws Exception {
        origin.fails("a.example");
        resolver.mx("a.example");
        assertThat(resolver.mx("a.example").failed()).isTrue();
        assertThat(asked()).isEqualTo(1);
        pass(Duration.ofSeconds(6));
        resolver.mx("a.example");
        assertThat(asked()).isEqualTo(2);
    }

    @Test
    void letsThreadsThatAskTheSameWaitForOneAnswer() throws Exception {
        CountDownLatch asking = new CountDownLatch(1);
        CountDownLatch may = new CountDownLatch(1);
        CachingResolver slow = new CachingResolver(new Slow(origin, asking, may), now::get);
        origin.cname("a.example", "b.example");
        FutureTask<Answer<String>> first = new FutureTask<>(() -> slow.cname("a.example"));
        FutureTask<Answer<String>> second = new FutureTask<>(() -> slow.cname("a.example"));
        Thread.ofVirtual().start(first);
        asking.await();
        Thread.ofVirtual().start(second);
        may.countDown();
        assertThat(first.get()).isEqualTo(second.get());
        assertThat(asked()).isEqualTo(1);
    }

    @Test
    void asksItselfWhenTheThreadItWaitsForWasStopped() throws Exception {
        CountDownLatch asking = new CountDownLatch(1);
        CountDownLatch may = new CountDownLatch(1);
        CachingResolver slow = new CachingResolver(new Slow(origin, asking, may), now::get);
        origin.cname("a.example", "b.example");
        Thread stopped = Thread.ofVirtual().start(() -> {
            try {
                slow.cname("a.example");
            } catch (InterruptedException expected) {
                Thread.currentThread().interrupt();
            }
        });
        asking.await();
        FutureTask<Answer<String>> second = new FutureTask<>(() -> slow.cname("a.example"));
        Thread.ofVirtual().start(second);
        stopped.interrupt();
        stopped.join();
        may.countDown();
        assertThat(second.get().records()).containsExactly("b.example");
    }

    /** Says when it is asked for an alias, and answers when it may. */
    private record Slow(Resolver origin, CountDownLatch asking, CountDownLatch may) implements Resolver {
        @Override
        public Answer<String> cname(String name) throws InterruptedException {
            asking.countDown();
            may.await();
            return origin.cname(name);
        }

        @Override
        public Answer<InetAddress> a(String name) throws InterruptedException {
            return origin.a(name);
        }

        @Override
        public Answer<InetAddress> aaaa(String name) throws InterruptedException {
            return origin.aaaa(name);
        }

        @Override
        public Answer<Exchanger> mx(String name) throws InterruptedException {
            return origin.mx(name);
        }

        @Override
        public Answer<String> ptr(InetAddress address) throws InterruptedException {
            return origin.ptr(address);
        }

        @Override
        public Answer<String> txt(String name) throws InterruptedException {
            return origin.txt(name);
        }
    }
}
