package eqmail.importer;

import eqmail.bytes.Latin1;
import eqmail.bytes.Scan;
import eqmail.delivery.Channel;
import eqmail.spool.Recipient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A queue of files as qmail keeps it (delivery.md 3): {@code mess info local remote bounce todo}, each file named after
 * the message's number, in split directories of any count or in none. Only reads. What {@code intd} and {@code pid} hold
 * was never accepted.
 */
final class OldQueue {
    /** Longest envelope or list of recipients: about a million. */
    private static final int MOST_ENVELOPE = 64 << 20;
    /** What is read of a bounce that is being collected: its sender learns enough from that. */
    private static final int MOST_BOUNCE = 1 << 20;

    private final Path queue;
    /** Numbers of which a part of the queue has two files; which one counts is not known. */
    private final Set<Long> twice = new HashSet<>();

    private final Map<Long, Path> texts;
    private final Map<Long, Path> todo;
    private final Map<Long, Path> info;
    private final Map<Long, Path> local;
    private final Map<Long, Path> remote;
    private final Map<Long, Path> bounce;

    private OldQueue(Path queue) throws IOException {
        this.queue = queue;
        this.texts = files("mess");
        this.todo = files("todo");
        this.info = files("info");
        this.local = files("local");
        this.remote = files("remote");
        this.bounce = files("bounce");
    }

    /**
     * Looks through {@code queue}.
     *
     * @throws IOException when one of its directories is missing or cannot be read: without {@code remote} all mail for
     *     elsewhere would seem to be done
     */
    static OldQueue open(Path queue) throws IOException {
        for (String directory : List.of("mess", "info", "todo", "local", "remote", "bounce")) {
            if (!Files.isDirectory(queue.resolve(directory))) {
                throw new NoSuchFileException(queue.resolve(directory).toString());
            }
        }
        return new OldQueue(queue);
    }

    /** Numbers of the messages that are queued, ascending: those are owed a delivery or a bounce. */
    List<Long> queued() {
        TreeSet<Long> numbers = new TreeSet<>(todo.keySet());
        numbers.addAll(info.keySet());
        return List.copyOf(numbers);
    }

    /** Texts that belong to no queued message: half-written ones, or left by a crash. */
    List<Long> unfinished() {
        return texts.keySet().stream()
                .filter(id -> !todo.containsKey(id) && !info.containsKey(id))
                .toList();
    }

    /** Where it is, for people. */
    Path place() {
        return queue;
    }

    /**
     * The whole state of a queued message.
     *
     * @throws IOException when a file of it cannot be read or is not in the format of the queue; says which
     */
    OldMessage read(long id) throws IOException {
        if (twice.contains(id)) {
            throw new IOException("two files of this number in one part of " + queue);
        }
        Path text = texts.get(id);
        if (text == null) {
            throw new NoSuchFileException(queue.resolve("mess") + "/*/" + id);
        }
        Path begun = todo.get(id);
        if (begun != null) {
            // Preprocessing begins anew while todo is there, whatever it has written so far.
            return fresh(id, text, begun);
        }
        return preprocessed(id, text, Objects.requireNonNull(info.get(id)));
    }

    private static OldMessage fresh(long id, Path text, Path todo) throws IOException {
        @Nullable String sender = null;
        int uid = 0;
        List<Recipient> recipients = new ArrayList<>();
        for (String field : fields(todo, MOST_ENVELOPE)) {
            String value = field.substring(1);
            switch (field.charAt(0)) {
                case 'u' -> uid = (int) Scan.numberOrZero(value);
                case 'p' -> {}
                case 'F' -> sender = value;
                case 'T' -> recipients.add(new Recipient(Channel.REMOTE, value, false));
                default -> throw new IOException("unknown record type in " + todo);
            }
        }
        if (sender == null) {
            throw new IOException("no sender in " + todo);
        }
        return new OldMessage(id, text, sender, recipients, true, modified(todo), null, null, "", uid);
    }

    private OldMessage preprocessed(long id, Path text, Path info) throws IOException {
        List<String> head = fields(info, MOST_ENVELOPE);
        if (head.size() != 1 || head.getFirst().charAt(0) != 'F') {
            throw new IOException("unknown record type in " + info);
        }
        List<Recipient> recipients = new ArrayList<>();
        Path here = local.get(id);
        Path elsewhere = remote.get(id);
        Path collected = bounce.get(id);
        addRecipients(here, Channel.LOCAL, recipients);
        addRecipients(elsewhere, Channel.REMOTE, recipients);
        return new OldMessage(
                id,
                text,
                head.getFirst().substring(1),
                recipients,
                false,
                modified(info),
                here == null ? null : modified(here),
                elsewhere == null ? null : modified(elsewhere),
                collected == null ? "" : Latin1.string(start(collected, MOST_BOUNCE)),
                (int) Files.getAttribute(text, "unix:uid"));
    }

    private static void addRecipients(@Nullable Path file, Channel channel, List<Recipient> to) throws IOException {
        if (file == null) {
            return;
        }
        List<String> fields = fields(file, MOST_ENVELOPE);
        if (fields.isEmpty()) {
            // A channel without recipients has no file: this one has lost them.
            throw new IOException(file + " is empty");
        }
        for (String field : fields) {
            char state = field.charAt(0);
            if (state != 'T' && state != 'D') {
                throw new IOException("unknown record type in " + file);
            }
            to.add(new Recipient(channel, field.substring(1), state == 'D'));
        }
    }

    /** What stands before each NUL, never empty. */
    private static List<String> fields(Path file, int most) throws IOException {
        byte[] bytes = start(file, most + 1);
        if (bytes.length > most) {
            throw new IOException(file + " is longer than " + most + " bytes");
        }
        String all = Latin1.string(bytes);
        List<String> fields = new ArrayList<>();
        int from = 0;
        for (int end = all.indexOf('\0'); end >= 0; end = all.indexOf('\0', from)) {
            if (end == from) {
                throw new IOException("unknown record type in " + file);
            }
            fields.add(all.substring(from, end));
            from = end + 1;
        }
        if (from < all.length()) {
            throw new IOException(file + " ends in the middle of a record");
        }
        return fields;
    }

    private static byte[] start(Path file, int most) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(most);
        }
    }

    private static Instant modified(Path file) throws IOException {
        return Files.getLastModifiedTime(file).toInstant();
    }

    /** All files of a directory and its split directories whose names are numbers. */
    private Map<Long, Path> files(String name) throws IOException {
        Map<Long, Path> found = new TreeMap<>();
        collect(queue.resolve(name), found, true);
        return found;
    }

    private void collect(Path directory, Map<Long, Path> into, boolean split) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                boolean number = Scan.digits(name, 0) == name.length() && name.length() <= 19;
                if (split && number && Files.isDirectory(entry)) {
                    collect(entry, into, false);
                } else if (number) {
                    add(Scan.numberOrZero(name), entry, into);
                }
            }
        }
    }

    /** What cannot be looked at must not be passed over: it may be mail. */
    private void add(long number, Path entry, Map<Long, Path> into) throws IOException {
        if (!Files.isRegularFile(entry)) {
            throw new IOException(entry + " is not a file that can be read");
        }
        if (into.put(number, entry) != null) {
            twice.add(number);
        }
    }
}
