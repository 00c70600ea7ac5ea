package eqmail.importer;

import eqmail.bytes.Latin1;
import eqmail.fs.RealDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an import has done so far, so that it can go on after a crash and never brings a message twice. A line {@code begin
 * KEY NEW} is on disk before the message of that old key is queued under its new number; {@code done KEY} follows.
 */
final class Journal implements AutoCloseable {
    /** At most 19 digits, so that it fits. */
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,19}");

    private final FileChannel channel;
    private final Map<String, Long> begun = new HashMap<>();
    private final Set<String> done = new HashSet<>();

    /** Opens the journal at {@code file}, which is made when missing. */
    Journal(Path file) throws IOException {
        boolean made = !Files.exists(file);
        this.channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            String text = Latin1.string(Files.readAllBytes(file));
            // A line that a crash cut short never counted, and must not be made whole by the next one.
            int whole = text.lastIndexOf('\n') + 1;
            load(text.substring(0, whole));
            channel.truncate(whole).position(whole);
            if (made) {
                // Without its name the journal would be gone after a crash, and everything be brought again.
                new RealDisk().forceDirectory(file.resolveSibling("").toAbsolutePath());
            }
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** What is known without opening it for writing. */
    static Set<String> doneIn(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Set.of();
        }
        Set<String> keys = new HashSet<>();
        Latin1.string(Files.readAllBytes(file))
                .lines()
                .filter(line -> line.startsWith("done "))
                .forEach(line -> keys.add(line.substring(5)));
        return keys;
    }

    private void load(String text) {
        text.lines().map(line -> line.split(" ", -1)).forEach(words -> {
            if (words.length == 3
                    && words[0].equals("begin")
                    && NUMBER.matcher(words[2]).matches()) {
                begun.put(words[1], Long.parseUnsignedLong(words[2]));
            } else if (words.length == 2 && words[0].equals("done")) {
                done.add(words[1]);
            }
        });
    }

    boolean isDone(String key) {
        return done.contains(key);
    }

    /** The number under which {@code key} was about to be queued when the last run ended. */
    OptionalLong begun(String key) {
        Long number = begun.get(key);
        return number == null ? OptionalLong.empty() : OptionalLong.of(number);
    }

    /** Durable when it returns. */
    void begin(String key, long number) throws IOException {
        append("begin " + key + " " + Long.toUnsignedString(number) + "\n");
        channel.force(false);
    }

    /** Durable with the next {@link #begin}, or {@link #close}. */
    void done(String key) throws IOException {
        append("done " + key + "\n");
        done.add(key);
    }

    private void append(String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Latin1.bytes(line));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        channel.force(true);
        channel.close();
    }
}
