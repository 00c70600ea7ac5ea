package eqmail.fs;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.mail.BodyForm;
import eqmail.posix.Credentials;
import eqmail.posix.FileCredentials;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeldBodyTest {
    @ParameterizedTest
    @ValueSource(ints = {0, HeldBody.IN_MEMORY, HeldBody.IN_MEMORY + 1, 3 * HeldBody.IN_MEMORY})
    void canBeReadAgainAndAgainByTheUserItIsFor(int size) throws Exception {
        byte[] text = Latin1.bytes("x".repeat(size));
        try (HeldBody body = HeldBody.read(new ByteArrayInputStream(text), BodyForm.WIRE, size)) {
            assertThat(body.form()).isEqualTo(BodyForm.WIRE);
            assertThat(read(body)).isEqualTo(text);
            assertThat(asUser(() -> read(body))).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, HeldBody.IN_MEMORY, HeldBody.IN_MEMORY + 1, 3 * HeldBody.IN_MEMORY})
    void countsTextInUnixForm(int size) throws IOException {
        try (HeldBody body = HeldBody.readUnix(new ByteArrayInputStream(new byte[size]))) {
            assertThat(body.form()).isEqualTo(BodyForm.UNIX);
            assertThat(body.size()).isEqualTo(size);
        }
    }

    private static byte[] read(HeldBody body) throws IOException {
        try (InputStream in = body.open()) {
            return in.readAllBytes();
        }
    }

    private interface Work {
        byte[] run() throws IOException;
    }

    /** On a thread of its own; only root can have the file credentials of another. */
    private static byte[] asUser(Work work) throws InterruptedException, ExecutionException {
        FutureTask<byte[]> task = new FutureTask<>(() -> {
            if (Credentials.effectiveUid() != 0) {
                return work.run();
            }
            FileCredentials user = Credentials.files(1001, 1001, 1001);
            try (user) {
                return work.run();
            }
        });
        Thread.ofPlatform().start(task);
        return task.get();
    }
}
