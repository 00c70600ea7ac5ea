package eqmail.cdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CdbTest {
    @TempDir
    Path dir;

    @Test
    void findsWhatWasWritten() throws IOException {
        Map<String, String> pairs = randomPairs(new Random(1), 5000);
        Path file = write(pairs);
        try (CdbReader cdb = CdbReader.open(file)) {
            for (Map.Entry<String, String> pair : pairs.entrySet()) {
                assertThat(cdb.get(pair.getKey())).contains(pair.getValue());
                assertThat(cdb.contains(pair.getKey() + "!")).isFalse();
            }
        }
    }

    @Test
    void keepsLongRecordsAcrossItsBuffer() throws IOException {
        String key = "k".repeat(70_000);
        String data = "\u00e4\0".repeat(100_000);
        Path file = write(Map.of(key, data, "", "empty key"));
        try (CdbReader cdb = CdbReader.open(file)) {
            assertThat(cdb.get(key)).contains(data);
            assertThat(cdb.get("")).contains("empty key");
        }
    }

    @Test
    void findsTheFirstOfEqualKeys() throws IOException {
        Path file = dir.resolve("x");
        try (CdbWriter writer = CdbWriter.create(file)) {
            writer.add("dup", "first");
            writer.add("dup", "second");
            writer.finish();
        }
        try (CdbReader cdb = CdbReader.open(file)) {
            assertThat(cdb.get("dup")).contains("first");
        }
    }

    @Test
    void anEmptyOneIsItsHeaderWithEveryTableAtTheEnd() throws IOException {
        byte[] bytes = Files.readAllBytes(write(Map.of()));
        assertThat(bytes).hasSize(2048).startsWith(0, 8, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void replacesTheOldFileOnlyWhenMoved() throws IOException {
        Path target = write(Map.of("a", "old"));
        try (CdbReader before = CdbReader.open(target);
                CdbWriter writer = CdbWriter.create(dir.resolve("tmp"))) {
            writer.add("a", "new");
            writer.finish();
            assertThat(value(target, "a")).isEqualTo("old");
            writer.moveTo(target);
            assertThat(value(target, "a")).isEqualTo("new");
            assertThat(before.get("a")).contains("old");
        }
        assertThat(dir.resolve("tmp")).doesNotExist();
    }

    @Test
    void refusesToWriteARecordItWouldNotRead() throws IOException {
        try (CdbWriter writer = CdbWriter.create(dir.resolve("x"))) {
            writer.add("most", "x".repeat(CdbReader.LONGEST_DATA));
            assertThatThrownBy(() -> writer.add("more", "x".repeat(CdbReader.LONGEST_DATA + 1)))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void tellsMissingFromBroken() throws IOException {
        assertThatThrownBy(() -> CdbReader.open(dir.resolve("none"))).isInstanceOf(NoSuchFileException.class);
        Path shorter = Files.write(dir.resolve("short"), new byte[2047]);
        assertThatThrownBy(() -> CdbReader.open(shorter)).isInstanceOf(CdbException.class);
    }

    @Test
    void aRecordCutShortIsBroken() throws IOException {
        byte[] bytes = Files.readAllBytes(write(Map.of("key", "data")));
        Path cut = Files.write(dir.resolve("cut"), java.util.Arrays.copyOf(bytes, 2050));
        try (CdbReader cdb = CdbReader.open(cut)) {
            assertThatThrownBy(() -> cdb.get("key")).isInstanceOf(CdbException.class);
        }
    }

    @Test
    void damagedFilesGiveAnAnswerOrAnExceptionButNeverMore() throws IOException {
        Random random = new Random(7);
        Map<String, String> pairs = randomPairs(random, 40);
        byte[] sound = Files.readAllBytes(write(pairs));
        Path file = dir.resolve("damaged");
        for (int round = 0; round < 500; round++) {
            byte[] bytes = sound.clone();
            for (int i = 0; i < 20; i++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            Files.write(file, bytes);
            try (CdbReader cdb = CdbReader.open(file)) {
                for (String key : pairs.keySet()) {
                    lookUp(cdb, key);
                }
            }
        }
    }

    private static void lookUp(CdbReader cdb, String key) throws IOException {
        try {
            cdb.get(key);
        } catch (CdbException broken) {
            assertThat(broken).hasMessageMatching("[a-z].*");
        }
    }

    private Path write(Map<String, String> pairs) throws IOException {
        Path file = dir.resolve("cdb");
        try (CdbWriter writer = CdbWriter.create(file)) {
            for (Map.Entry<String, String> pair : pairs.entrySet()) {
                writer.add(pair.getKey(), pair.getValue());
            }
            writer.finish();
        }
        return file;
    }

    private static String value(Path file, String key) throws IOException {
        try (CdbReader cdb = CdbReader.open(file)) {
            return cdb.get(key).orElseThrow();
        }
    }

    private static Map<String, String> randomPairs(Random random, int count) {
        Map<String, String> pairs = new LinkedHashMap<>();
        while (pairs.size() < count) {
            pairs.put("k" + random.nextInt(), text(random, random.nextInt(40)));
        }
        return pairs;
    }

    private static String text(Random random, int length) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < length; i++) {
            out.append((char) random.nextInt(256));
        }
        return out.toString();
    }
}
