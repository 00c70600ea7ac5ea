package eqmail.spp.stock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.posix.Descriptor;
import eqmail.posix.OpenFlag;
import eqmail.spp.stock.SlotTable.Decision;
import eqmail.spp.stock.SlotTable.Slot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlotFileTest {
    private static final long FOR_EVER = 1_000_000;

    @TempDir
    private Path home;

    private Path file;
    private long now = 1000;

    @BeforeEach
    void name() {
        file = home.resolve("slots");
    }

    private SlotFile table(int entries) {
        return new SlotFile(
                file, entries, () -> java.time.Instant.ofEpochMilli(now), bytes -> Arrays.fill(bytes, (byte) 3));
    }

    private static Slot put(SlotTable table, String text, Slot slot) throws IOException {
        return table.change(text, before -> new Decision<>(slot, before));
    }

    private static Slot get(SlotTable table, String text) throws IOException {
        return table.change(text, before -> new Decision<>(before, before));
    }

    @Test
    void remembersAcrossObjectsUntilItsTime() throws IOException {
        assertThat(put(table(100), "a", new Slot(1500, -42))).isEqualTo(Slot.NONE);
        assertThat(get(table(7), "a")).isEqualTo(new Slot(1500, -42));
        assertThat(get(table(100), "b")).isEqualTo(Slot.NONE);
        now = 1499;
        assertThat(get(table(100), "a").data()).isEqualTo(-42);
        now = 1500;
        assertThat(get(table(100), "a")).isEqualTo(Slot.NONE);
    }

    @Test
    void neverGrowsAndGivesUpWhatEndsFirst() throws IOException {
        SlotFile table = table(8);
        put(table, "keep", new Slot(FOR_EVER, 1));
        for (int i = 0; i < 1000; i++) {
            put(table, "flood " + i, new Slot(2000 + i, 2));
        }
        assertThat(get(table, "keep").data()).isEqualTo(1);
        assertThat(get(table, "flood 999").data()).isEqualTo(2);
        assertThat(get(table, "flood 992")).isEqualTo(Slot.NONE);
        assertThat(Files.size(file)).isEqualTo(2 * 256);
    }

    @Test
    void givesUpNothingWhileThereIsARoomThatIsOver() throws IOException {
        SlotFile table = table(8);
        for (int i = 0; i < 8; i++) {
            put(table, "n" + i, new Slot(i == 5 ? 1001 : FOR_EVER, i));
        }
        now = 1001;
        put(table, "new", new Slot(FOR_EVER, 9));
        for (int i = 0; i < 8; i++) {
            assertThat(get(table, "n" + i).equals(Slot.NONE)).isEqualTo(i == 5);
        }
    }

    @Test
    void hasRoomForWhatItPromises() throws IOException {
        SlotFile table = table(8_000);
        int lost = 0;
        for (int i = 0; i < 4_000; i++) {
            put(table, "t" + i, new Slot(FOR_EVER, i));
        }
        for (int i = 0; i < 4_000; i++) {
            lost += get(table, "t" + i).equals(Slot.NONE) ? 1 : 0;
        }
        assertThat(Files.size(file)).isEqualTo(256 * 1001);
        assertThat(lost).as("half full").isLessThan(120);
    }

    @Test
    void takesDamageForNothing() throws IOException {
        SlotFile table = table(64);
        put(table, "a", new Slot(FOR_EVER, 1));
        byte[] bytes = Files.readAllBytes(file);
        byte[] noise = new byte[bytes.length - 256];
        new Random(1).nextBytes(noise);
        System.arraycopy(noise, 0, bytes, 256, noise.length);
        Files.write(file, bytes);
        assertThat(get(table, "a")).isEqualTo(Slot.NONE);
        put(table, "a", new Slot(FOR_EVER, 2));
        assertThat(get(table, "a").data()).isEqualTo(2);
    }

    @Test
    void beginsAgainAfterACrashBeforeItsHeader() throws IOException {
        Files.write(file, new byte[256 * 3]);
        put(table(8), "a", new Slot(FOR_EVER, 1));
        assertThat(get(table(8), "a").data()).isEqualTo(1);
    }

    @Test
    void leavesOtherFilesAlone() throws IOException {
        Files.writeString(file, "mail for somebody");
        assertThatThrownBy(() -> get(table(8), "a"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not a table");
        assertThat(file).hasContent("mail for somebody");
        Path link = home.resolve("link");
        Files.createSymbolicLink(link, file);
        file = link;
        assertThatThrownBy(() -> get(table(8), "a")).isInstanceOf(IOException.class);
        file = home.resolve("missing/slots");
        assertThatThrownBy(() -> get(table(8), "a")).isInstanceOf(IOException.class);
    }

    @Test
    void threadsAndProcessesTakeTurns() throws Exception {
        SlotFile one = table(8);
        SlotFile other = table(8);
        List<Future<?>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 4; i++) {
                SlotFile table = i % 2 == 0 ? one : other;
                Callable<Void> work = () -> {
                    for (int n = 0; n < 50; n++) {
                        table.change("count", b -> new Decision<>(new Slot(FOR_EVER, b.data() + 1), 0));
                    }
                    return null;
                };
                running.add(threads.submit(work));
            }
            for (Future<?> each : running) {
                each.get();
            }
        }
        assertThat(get(one, "count").data()).isEqualTo(200);
    }

    @Test
    void survivesBeingRemovedUnderItsUser() throws IOException {
        SlotFile table = table(8);
        put(table, "a", new Slot(FOR_EVER, 1));
        Files.delete(file);
        assertThat(get(table, "a")).isEqualTo(Slot.NONE);
        try (Descriptor open = Descriptor.open(file.toString(), OpenFlag.READ)) {
            assertThat(open.status().mode() & 0007).isZero();
        }
    }
}
