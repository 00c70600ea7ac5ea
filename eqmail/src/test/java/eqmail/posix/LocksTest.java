package eqmail.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LocksTest {
    @TempDir
    Path folder;

    private String path;

    @BeforeEach
    void makesAMailbox() throws PosixException {
        path = folder + "/mbox";
        mailbox().close();
    }

    private Descriptor mailbox() throws PosixException {
        return Descriptor.create(path, 0600, OpenFlag.WRITE, OpenFlag.APPEND);
    }

    private boolean toolGetsFlock() throws IOException {
        return Streams.output(Streams.shell("flock -n \"$1\" echo got", path)).equals("got\n");
    }

    @Test
    void excludesTheFlockTool() throws IOException {
        try (Descriptor file = mailbox()) {
            assertThat(Locks.tryFlock(file)).isTrue();
            assertThat(toolGetsFlock()).isFalse();
            Locks.releaseFlock(file);
            assertThat(toolGetsFlock()).isTrue();
            assertThat(Locks.tryFlock(file)).isTrue();
        }
        assertThat(toolGetsFlock()).isTrue();
    }

    @Test
    void isExcludedByTheFlockTool() throws IOException {
        try (Descriptor file = mailbox();
                Child holder = Streams.shell("exec flock \"$1\" sh -c 'echo held; cat'", path)
                        .pipeTo(0)
                        .pipeFrom(1)
                        .start()) {
            assertThat(holder.from(1).input().read()).isEqualTo('h');
            assertThat(Locks.tryFlock(file)).isFalse();
            holder.to(0).close();
            holder.waitFor();
            assertThat(Locks.tryFlock(file)).isTrue();
        }
    }

    @Test
    @SuppressWarnings("try") // closing early is what is tested
    void excludeThreadsOfOneProcess() throws Exception {
        try (Descriptor first = mailbox();
                Descriptor second = mailbox()) {
            assertThat(Locks.tryFlock(first)).isTrue();
            assertThat(Locks.tryRecordLock(first)).isTrue();
            Streams.onPlatformThread(() -> {
                assertThat(Locks.tryFlock(second)).isFalse();
                assertThat(Locks.tryRecordLock(second)).isFalse();
            });
            mailbox().close(); // an fcntl lock of the old kind would be lost by this
            assertThat(Locks.tryRecordLock(second)).isFalse();
            first.close();
            assertThat(Locks.tryFlock(second)).isTrue();
            assertThat(Locks.tryRecordLock(second)).isTrue();
        }
    }

    @Test
    void excludeThoseWhoLockByFcntl() throws IOException {
        try (Descriptor file = mailbox();
                FileChannel other = FileChannel.open(Path.of(path), StandardOpenOption.WRITE)) {
            assertThat(Locks.tryFlock(file)).isTrue();
            try (FileLock lock = other.tryLock()) {
                assertThat(lock)
                        .as("flock alone keeps nobody out who uses fcntl")
                        .isNotNull();
                assertThat(Locks.tryRecordLock(file)).isFalse();
            }
            assertThat(Locks.tryRecordLock(file)).isTrue();
            assertThat(other.tryLock()).isNull();
        }
    }

    @Test
    void neitherKindIsInheritedByAProgramThatIsNotGivenTheFile() throws IOException {
        try (Child child = Streams.shell("cat").pipeTo(0).start()) {
            try (Descriptor file = mailbox()) {
                assertThat(Locks.tryFlock(file)).isTrue();
            }
            assertThat(toolGetsFlock()).isTrue();
            assertThat(child.waitFor(Duration.ZERO)).isEmpty();
        }
    }

    @Test
    void triesLessAndLessOftenUntilTheLimit() throws IOException {
        List<Duration> pauses = new ArrayList<>();
        try (Descriptor holder = mailbox();
                Descriptor file = mailbox()) {
            assertThat(Locks.tryFlock(holder)).isTrue();
            assertThat(Locks.await(Locks::tryFlock, file, Duration.ofSeconds(1), pauses::add))
                    .isFalse();
        }
        assertThat(pauses.stream().reduce(Duration.ZERO, Duration::plus)).isEqualTo(Duration.ofSeconds(1));
        assertThat(pauses.getFirst()).isEqualTo(Duration.ofMillis(2));
        assertThat(pauses).allSatisfy(p -> assertThat(p).isLessThanOrEqualTo(Duration.ofMillis(100)));
        assertThat(pauses).hasSizeLessThan(20);
    }

    @Test
    @SuppressWarnings("try") // closing early is what is tested
    void takesTheLockWhenItBecomesFree() throws IOException {
        try (Descriptor holder = mailbox();
                Descriptor file = mailbox()) {
            assertThat(Locks.tryFlock(holder)).isTrue();
            assertThat(Locks.await(Locks::tryFlock, file, Duration.ofSeconds(1), pause -> holder.close()))
                    .isTrue();
        }
    }

    @Test
    void givesUpWhenInterrupted() throws Exception {
        Streams.onPlatformThread(() -> {
            try (Descriptor holder = mailbox();
                    Descriptor file = mailbox()) {
                assertThat(Locks.tryFlock(holder)).isTrue();
                assertThatThrownBy(() -> Locks.await(Locks::tryFlock, file, Duration.ofSeconds(1), pause -> {
                            throw new InterruptedException();
                        }))
                        .isInstanceOf(InterruptedIOException.class);
                assertThat(Thread.interrupted()).isTrue();
            }
        });
    }
}
