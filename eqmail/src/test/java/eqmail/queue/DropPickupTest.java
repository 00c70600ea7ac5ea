package eqmail.queue;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.mail.BodyForm;
import eqmail.mail.Envelope;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DropPickupTest {
    @TempDir
    Path folder;

    private QueueHome home = new QueueHome(Path.of("."));
    private final MemorySpool spool = new MemorySpool();
    private final List<String> log = new ArrayList<>();
    private Instant now = Instant.now();

    @BeforeEach
    void makeHome() throws IOException {
        home = new QueueHome(folder);
        home.create(true);
    }

    private int collect() {
        InstantSource clock = () -> now;
        SpoolQueue queue = new SpoolQueue(spool, BodyForm.UNIX, clock, ZoneOffset.UTC, id -> {});
        return new DropPickup(home, queue, Origins.NONE, clock, log::add).collect();
    }

    private void drop(String message) {
        byte[] envelope = new Envelope("s@x", List.of("r@y")).encode();
        int exit = new QueueProgram(
                        home,
                        OptionalInt.empty(),
                        new ByteArrayInputStream(Latin1.bytes(message)),
                        new ByteArrayInputStream(envelope))
                .run();
        assertThat(exit).isZero();
    }

    private Path onlyFile() throws IOException {
        try (var files = Files.list(home.drop())) {
            return files.findFirst().orElseThrow();
        }
    }

    private long files() throws IOException {
        try (var files = Files.list(home.drop())) {
            return files.count();
        }
    }

    @Test
    void queuesADroppedMessageUnderItsOwner() throws IOException {
        drop("Subject: t\n\nb\n");
        int owner = (int) Files.getAttribute(onlyFile(), "unix:uid");
        assertThat(collect()).isEqualTo(1);
        assertThat(spool.only().text())
                .contains("invoked by uid " + Integer.toUnsignedString(owner) + ")")
                .endsWith("Subject: t\n\nb\n");
        assertThat(files()).isZero();
    }

    @Test
    void letsOnlyTheOwnerReadNothingButHisName() throws IOException {
        drop("x\n");
        assertThat(onlyFile().getFileName().toString()).matches("m[0-9a-f]{32}");
        assertThat((int) Files.getAttribute(home.drop(), "unix:mode") & 07777).isEqualTo(01733);
    }

    @Test
    void leavesAMessageThatIsStillBeingWritten() throws IOException {
        DropFile file = DropFile.create(home);
        HandoverFormat.Writer writer = new HandoverFormat.Writer(file.output(), OptionalInt.empty());
        writer.write(Latin1.bytes("half"), 0, 4);
        file.output().flush();
        assertThat(collect()).isZero();
        assertThat(files()).isEqualTo(1);
        assertThat(spool.openDrafts).isZero();
    }

    @Test
    void removesWhatWasNeverFinishedAfterThirtySixHours() throws IOException {
        Path half = Files.writeString(home.drop().resolve("mhalf"), "eqmail-queue 1\n");
        now = Files.getLastModifiedTime(half)
                .toInstant()
                .plus(DropPickup.UNFINISHED)
                .minus(Duration.ofSeconds(1));
        collect();
        assertThat(half).exists();
        now = now.plus(Duration.ofSeconds(2));
        collect();
        assertThat(half).doesNotExist();
        assertThat(spool.count()).isZero();
    }

    @Test
    void followsNoSymbolicLink() throws IOException {
        drop("secret\n");
        Path real = Files.move(onlyFile(), folder.resolve("real"));
        Files.createSymbolicLink(home.drop().resolve("mlink"), real);
        assertThat(collect()).isZero();
        assertThat(files()).isZero();
        assertThat(real).exists();
        assertThat(log).singleElement().asString().contains("symbolic link loop");
    }

    @Test
    void takesNoFileThatHasASecondName() throws IOException {
        drop("secret\n");
        Path second = Files.createLink(folder.resolve("second"), onlyFile());
        assertThat(collect()).isZero();
        assertThat(files()).isZero();
        assertThat(second).exists();
        assertThat(spool.count()).isZero();
    }

    @Test
    void isNotHeldByAFifoOrADirectory() throws IOException, InterruptedException {
        new ProcessBuilder("mkfifo", home.drop().resolve("mfifo").toString())
                .start()
                .waitFor();
        Files.createDirectory(home.drop().resolve("mdirectory"));
        drop("x\n");
        assertThat(collect()).isEqualTo(1);
        assertThat(files()).isZero();
    }

    @Test
    void ignoresFilesThatAreNotMessages() throws IOException {
        Files.writeString(home.drop().resolve("note"), "hello");
        assertThat(collect()).isZero();
        assertThat(files()).isEqualTo(1);
        assertThat(log).isEmpty();
    }

    @Test
    void stopsWhenThereIsNoRoomAndLosesNothing() throws IOException {
        drop("a\n");
        drop("b\n");
        spool.full = true;
        assertThat(collect()).isZero();
        assertThat(files()).isEqualTo(2);
        spool.full = false;
        assertThat(collect()).isEqualTo(2);
    }
}
