package eqmail.spp.stock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AsideTest {
    @Test
    void worksInAPlatformThreadForAVirtualOne() throws InterruptedException {
        StringBuilder seen = new StringBuilder();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        boolean virtual = Aside.inThreads()
                                .run(() -> Thread.currentThread().isVirtual());
                        seen.append(virtual);
                    } catch (IOException | InterruptedException e) {
                        seen.append(e);
                    }
                })
                .join();
        assertThat(seen).hasToString("false");
    }

    @Test
    void handsTroubleOnAndMistakesToo() {
        assertThatThrownBy(() -> Aside.here().run(() -> {
                    throw new IOException("disk");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("disk");
        assertThatThrownBy(() -> Aside.inThreads().run(() -> {
                    throw new IllegalArgumentException("ours");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("ours");
    }

    @Test
    void anInterruptReachesTheWork() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        Aside aside = Aside.inThreads();
        Thread session = Thread.ofVirtual().start(() -> {
            try {
                aside.run(() -> {
                    begun.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                    return 0;
                });
            } catch (IOException | InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
        begun.await();
        session.interrupt();
        interrupted.await();
        session.join();
    }

    @Test
    void takesARecipientWhenThereIsNoThreadToLookIn(@TempDir Path home) throws Exception {
        Counter counter = new Counter(home).lay("locals", "example.org\n").says("SMTPRCPTTO=nobody@example.org");
        CountDownLatch end = new CountDownLatch(1);
        try (ExecutorService one = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new SynchronousQueue<>())) {
            one.execute(() -> {
                try {
                    end.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            counter.aside = Aside.in(one);
            assertThat(counter.ask(counter.plugin("rcptcheck"))).isEmpty();
            assertThat(counter.log).containsExactly("alert: unable to look up a recipient: too many at once");
            end.countDown();
        }
    }
}
