package eqmail.cdb;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import testkit.Fuzz;

/** Constant databases with wrong bytes in them: an answer or an IOException, soon. */
@Timeout(600)
class CdbFuzzTest {
    private static final int KEYS = 40;

    @TempDir
    Path folder;

    private byte[] database() throws IOException {
        Path made = folder.resolve("made");
        try (CdbWriter writer = CdbWriter.create(folder.resolve("tmp"))) {
            for (int i = 0; i < KEYS; i++) {
                writer.add("key" + i, "data".repeat(i));
            }
            writer.finish();
            writer.moveTo(made);
        }
        return Files.readAllBytes(made);
    }

    @Test
    void whateverIsInTheFileALookupEnds() throws IOException {
        byte[] good = database();
        Fuzz.rounds(1_000, random -> {
            byte[] bad = good.clone();
            for (int hits = random.nextInt(6); hits >= 0; hits--) {
                hit(bad, random);
            }
            int length = random.nextInt(5) == 0 ? random.nextInt(bad.length) : bad.length;
            Path file = folder.resolve("bad");
            Files.write(file, java.util.Arrays.copyOf(bad, length));
            read(file, random);
        });
    }

    private static void hit(byte[] bytes, Random random) {
        // Half of the hits in the header, which decides about everything.
        int at = random.nextInt(random.nextBoolean() ? CdbHash.HEADER_BYTES : bytes.length);
        bytes[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : bytes[at] ^ (1 << random.nextInt(8)));
    }

    private static void read(Path file, Random random) {
        try (CdbReader reader = CdbReader.open(file)) {
            for (int i = 0; i < 5; i++) {
                reader.get("key" + random.nextInt(KEYS + 5))
                        .ifPresent(data -> assertThat(data.length()).isLessThanOrEqualTo(CdbReader.LONGEST_DATA));
            }
            reader.get(Latin1.bytes(Fuzz.noise(random, 20)));
            reader.forEach((key, data) -> {});
        } catch (IOException said) {
            assertThat(said.getMessage()).isNotEmpty();
        }
    }
}
