package eqmail.call;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.log.Log;
import eqmail.posix.Descriptor;
import eqmail.posix.FileCalls;
import eqmail.posix.OpenFlag;
import eqmail.queue.QueueHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallServerTest {
    private static final String ID = "01234567-89ab-cdef-0123-456789abcdef";

    @TempDir
    Path folder;

    private static List<String> cut(String... pieces) {
        List<String> ids = new ArrayList<>();
        CallServer.Ids cutter = new CallServer.Ids(ids::add);
        for (String piece : pieces) {
            byte[] bytes = Latin1.bytes(piece);
            cutter.add(bytes, bytes.length);
        }
        return ids;
    }

    @Test
    void findsIdsBetweenAnythingElse() {
        assertThat(cut("\n" + ID + "\n\n" + ID + "\n")).containsExactly(ID, ID);
        assertThat(cut("garbage", "\n" + ID.substring(0, 9), ID.substring(9) + "\n"))
                .containsExactly(ID);
        assertThat(cut("x".repeat(100_000) + ID + "\n")).isEmpty();
    }

    private void lay(QueueHome home) throws IOException {
        Path call = home.calls().resolve(ID);
        Files.writeString(Path.of(call + ".call"), "eqmail-call-1\0do\0" + "7\0" + "0\0\0");
        Files.writeString(Path.of(call + ".message"), "");
        FileCalls.makePipe(call + ".answer", 0600);
    }

    @Test
    void servesWhoWaitsAtItsStartAndWhoRings() throws IOException {
        QueueHome home = new QueueHome(folder);
        home.create(false);
        lay(home);
        CallDesk desk = new CallDesk(home.calls(), Map.of("do", call -> 42), Log.none());
        String answer = home.calls().resolve(ID) + ".answer";
        try (Descriptor early = Descriptor.open(answer, OpenFlag.READ_WRITE)) {
            CallServer server = CallServer.start(home, desk, false, Instant::now, Log.none());
            assertThat(line(early)).isEqualTo("42:");
            lay(home);
            try (Descriptor late = Descriptor.open(answer, OpenFlag.READ_WRITE)) {
                Files.writeString(home.trigger(), "\n" + ID + "\n");
                assertThat(line(late)).isEqualTo("42:");
            }
            assertThat(Files.readString(home.alive()))
                    .matches(ProcessHandle.current().pid() + " [0-9]+\n");
            server.close();
        }
        assertThat(home.alive()).doesNotExist();
        assertThat(home.trigger()).doesNotExist();
    }

    private static String line(Descriptor pipe) throws IOException {
        assertThat(pipe.awaitInput(Duration.ofSeconds(20))).isTrue();
        byte[] bytes = new byte[4096];
        int length = pipe.read(bytes, 0, bytes.length);
        return Latin1.string(bytes).substring(0, length).strip();
    }

    @Test
    void sweepsWhatDeadCallersLeft() throws IOException {
        Path old = Files.writeString(folder.resolve(ID + ".message"), "");
        Instant written = Files.getLastModifiedTime(old).toInstant();
        List<Instant> now = new ArrayList<>(List.of(written.plus(CallSweep.OLD)));
        CallSweep sweep = new CallSweep(folder, now::getLast, Log.none());
        sweep.removeOld();
        assertThat(old).exists();
        now.add(written.plus(CallSweep.OLD).plus(Duration.ofHours(2)));
        sweep.removeOld();
        assertThat(old).doesNotExist();
    }
}
