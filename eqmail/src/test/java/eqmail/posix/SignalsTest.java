package eqmail.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class SignalsTest {
    private static void raise() {
        raise(Signal.USR1);
    }

    private static void raise(Signal signal) {
        assertThat(Syscall.KILL.call(ProcessHandle.current().pid(), signal.number()))
                .isZero();
    }

    @AfterEach
    void ignoresAgain() {
        Signals.ignore(Signal.USR1);
    }

    @Test
    void runsTheActionEachTime() throws InterruptedException {
        Semaphore came = new Semaphore(0);
        Signals.handle(Signal.USR1, came::release);
        raise();
        came.acquire();
        raise();
        came.acquire();
    }

    @ParameterizedTest
    @EnumSource(names = {"XCPU", "VTALRM", "PROF"})
    void survivesWhatIsIgnored(Signal signal) throws IOException {
        Signals.ignore(signal);
        raise(signal);
        Launch launch = Launch.of("/bin/grep", "SigIgn", "/proc/self/status").ignoring(signal);
        assertThat(Streams.output(launch)).endsWith("%016x\n".formatted(1L << (signal.number() - 1)));
        Signals.restore(signal);
    }

    @Test
    void ignoresForAProgramToo() throws IOException {
        Signals.ignore(Signal.USR1);
        raise();
        Launch launch = Launch.of("/bin/grep", "SigIgn", "/proc/self/status");
        assertThat(Streams.output(launch)).endsWith("0000000000000000\n");
        assertThat(Streams.output(launch.ignoring(Signal.USR1))).endsWith("0000000000000200\n");
    }

    @Test
    void ignoresABrokenPipeForAProgramThatWantsIt() throws IOException {
        Launch launch = Launch.of("/bin/grep", "SigIgn", "/proc/self/status");
        assertThat(Streams.output(launch.ignoring(Signal.PIPE))).endsWith("0000000000001000\n");
        assertThat(Streams.output(Launch.of("/bin/grep", "SigIgn", "/proc/self/status")))
                .endsWith("0000000000000000\n");
    }

    @Test
    void restoresWhatTheSystemDoes() throws IOException {
        Signals.ignore(Signal.USR1);
        Signals.restore(Signal.USR1);
        assertThat(Streams.output(
                        Launch.of("/bin/grep", "SigIgn", "/proc/self/status").ignoring(Signal.USR1)))
                .endsWith("0000000000000000\n");
    }
}
