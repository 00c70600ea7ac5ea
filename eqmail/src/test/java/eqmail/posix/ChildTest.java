package eqmail.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ChildTest {
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofMinutes(1);

    @Test
    void tellsCodesFromSignals() throws Exception {
        Streams.Task codes = () -> {
            for (int code : List.of(0, 1, 111, 255)) {
                try (Child child = Streams.shell("exit $1", "" + code).start()) {
                    assertThat(child.waitFor()).isEqualTo(new Exit(code));
                }
            }
            try (Child child = Streams.shell("kill -9 $$").start()) {
                assertThat(child.waitFor()).isEqualTo(new Exit(-9));
                assertThat(child.waitFor().crashed()).isTrue();
            }
        };
        Streams.onPlatformThread(codes);
        Streams.onVirtualThread(codes);
    }

    @Test
    void stopsWaitingAtTheLimit() throws Exception {
        Streams.Task wait = () -> {
            try (Child child = Streams.shell("exec cat").pipeTo(0).start()) {
                assertThat(child.waitFor(Duration.ZERO)).isEmpty();
                assertThat(child.waitFor(SHORT)).isEmpty();
                child.to(0).close();
                assertThat(child.waitFor(LONG)).contains(new Exit(0));
            }
        };
        Streams.onPlatformThread(wait);
        Streams.onVirtualThread(wait);
    }

    @Test
    void killsEverythingThatAProgramStarted() throws IOException {
        try (Child child = Streams.shell("(cat <&3; sleep 1000) 3<&0 & (sleep 1000 &) ; wait")
                .pipeTo(0)
                .pipeFrom(1)
                .start()) {
            assertThat(child.from(1).awaitInput(SHORT)).isFalse();
            child.killGroup(Signal.KILL);
            // the end of the pipe proves that nobody is left who holds it
            assertThat(Streams.all(child.from(1))).isEmpty();
            assertThat(child.waitFor()).isEqualTo(new Exit(-9));
        }
    }

    @Test
    void killsWhatAProgramLeftBehindAfterItsOwnEnd() throws IOException {
        try (Child child = Streams.shell("sleep 1000 & exit 3").pipeFrom(1).start()) {
            assertThat(child.waitFor()).isEqualTo(new Exit(3));
            assertThat(child.from(1).awaitInput(SHORT)).isFalse();
            child.killGroup(Signal.TERM);
            assertThat(Streams.all(child.from(1))).isEmpty();
        }
    }

    @Test
    void closingEndsAProgramThatStillRuns() throws IOException {
        try (Pipe pipe = Pipe.create()) {
            try (Child child = Streams.shell("sleep 1000 & sleep 1000")
                    .descriptor(1, pipe.write())
                    .start()) {
                assertThat(child.pid()).isPositive();
            }
            pipe.write().close();
            assertThat(Streams.all(pipe.read())).isEmpty();
        }
    }

    @Test
    void closingLeavesNoZombie() throws IOException {
        Child child = Streams.shell("exit 0").start();
        child.waitFor();
        assertThat(Syscall.KILL.call(child.pid(), 0)).isZero();
        child.close();
        child.close();
        assertThat(Syscall.KILL.call(child.pid(), 0)).isEqualTo(-Errno.ESRCH.number());
        child.killGroup(Signal.KILL);
    }

    @Test
    void closesAlsoOnAnInterruptedVirtualThread() throws Exception {
        Streams.onVirtualThread(() -> {
            try (Child child = Streams.shell("sleep 1000").start()) {
                Thread.currentThread().interrupt();
                assertThatThrownBy(child::waitFor).isInstanceOf(java.io.InterruptedIOException.class);
            }
            assertThat(Thread.interrupted()).isTrue();
        });
    }

    @Test
    void readsNoMoreOfAFloodThanAsked() throws Exception {
        Streams.Task flood = () -> {
            try (Child child = Streams.shell("exec cat /dev/zero").pipeFrom(1).start();
                    InputStream in = child.from(1).input()) {
                assertThat(in.readNBytes(100_000)).hasSize(100_000);
                assertThat(child.waitFor(Duration.ZERO)).isEmpty();
            }
        };
        Streams.onPlatformThread(flood);
        Streams.onVirtualThread(flood);
    }

    @Test
    void takesNobodyElsesChild() throws Exception {
        Process other = new ProcessBuilder("/bin/sh", "-c", "exit 5").start();
        for (int i = 0; i < 5; i++) {
            try (Child child = Streams.shell("exit 6").start()) {
                assertThat(child.waitFor().code()).isEqualTo(6);
            }
        }
        assertThat(other.waitFor()).isEqualTo(5);
    }

    @Test
    void waitsForManyAtOnceOnVirtualThreads() throws Exception {
        List<Thread> threads = new ArrayList<>();
        List<Integer> codes = java.util.Collections.synchronizedList(new ArrayList<>());
        try (Pipe gate = Pipe.create()) {
            for (int i = 0; i < 20; i++) {
                int code = i;
                threads.add(Thread.ofVirtual().start(() -> {
                    try (Child child = Streams.shell("cat; exit $1", "" + code)
                            .descriptor(0, gate.read())
                            .start()) {
                        codes.add(child.waitFor().code());
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                }));
            }
            gate.write().close();
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertThat(codes).hasSize(20).doesNotHaveDuplicates();
    }
}
