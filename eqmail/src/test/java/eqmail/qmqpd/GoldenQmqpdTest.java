package eqmail.qmqpd;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.golden.Golden;
import eqmail.mail.BodyForm;
import eqmail.queue.GoldenReceiver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Replays the recorded connections of qmail-qmqpd. */
class GoldenQmqpdTest {
    @TempDir
    private Path home;

    static List<Golden.Case> cases() throws IOException {
        return Golden.cases("qmail-qmqpd");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void answersAsRecordedWithAQueueInUnixForm(Golden.Case golden) throws IOException {
        replay(golden, BodyForm.UNIX);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void answersAsRecordedWithAQueueInWireForm(Golden.Case golden) throws IOException {
        replay(golden, BodyForm.WIRE);
    }

    @Test
    void thereAreRecordedConnections() throws IOException {
        assertThat(cases()).hasSizeGreaterThanOrEqualTo(10);
    }

    private void replay(Golden.Case golden, BodyForm form) throws IOException {
        GoldenReceiver.replay(
                golden, home, form, (client, environment, host) -> new Session(client, environment, host).run());
    }
}
