package eqmail.fs;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that can be cut off after any effect, and that then has lost any part of what was not synced: writes
 * in sectors of 512 bytes, names one by one. A failed sync loses what it should have kept, for good, as Linux does it.
 */
public final class RecordingDisk implements Disk {
    /** What a crash of the machine leaves of the effects that were not synced. */
    public enum Loss {
        /** All of them arrived after all. */
        NOTHING,
        /** None arrived. */
        EVERYTHING,
        /** The first ones arrived, the rest not; the one in between in part. */
        THE_END,
        /** Any sector of any write, any name. */
        ANYTHING
    }

    private static final int SECTOR = 512;

    private final Map<Path, Directory> directories = new LinkedHashMap<>();
    private final Set<Path> locks = new HashSet<>();
    private final List<String> effects = new ArrayList<>();
    private int cutAfter = Integer.MAX_VALUE;
    private boolean dead;
    private Space space = new Space(1L << 40, Long.MAX_VALUE);
    private BiFunction<String, Path, @Nullable IOException> fault = (what, path) -> null;

    /** A disk with the one directory {@code root}. */
    public RecordingDisk(Path root) {
        directories.put(root, new Directory());
    }

    private static final class Directory {
        final Map<String, Object> now = new LinkedHashMap<>();
        final Map<String, Object> durable = new LinkedHashMap<>();
        /** Not synced: each puts (or with null takes away) names. */
        final List<Map<String, @Nullable Object>> pending = new ArrayList<>();
    }

    /** A directory's entry for a directory. */
    private record Folder(Path path) {}

    private static final class Node {
        byte[] now = new byte[0];
        byte[] durable = new byte[0];
        final List<Effect> pending = new ArrayList<>();
    }

    /** A write at a position, or with null a truncation to it. */
    private static final class Effect {
        private final long position;
        private final byte @Nullable [] bytes;

        Effect(long position, byte @Nullable [] bytes) {
            this.position = position;
            this.bytes = bytes;
        }

        byte[] on(byte[] content) {
            if (bytes == null) {
                return position < content.length ? Arrays.copyOf(content, (int) position) : content;
            }
            byte[] result = Arrays.copyOf(content, (int) Math.max(content.length, position + bytes.length));
            System.arraycopy(bytes, 0, result, (int) position, bytes.length);
            return result;
        }
    }

    /** From now on only {@code effects} more happen; the one after may happen in part. Then nothing works any more. */
    public synchronized void cutAfter(int effects) {
        cutAfter = this.effects.size() + effects;
    }

    /** Was it cut off? */
    public synchronized boolean dead() {
        return dead;
    }

    /** What happened so far, a line each. */
    public synchronized List<String> effects() {
        return List.copyOf(effects);
    }

    /** Asked before each effect (create, write, force, truncate, rename, delete, force-directory): fails it, or null. */
    public synchronized void fault(BiFunction<String, Path, @Nullable IOException> fault) {
        this.fault = fault;
    }

    /** What {@link #space} answers. */
    public synchronized void space(Space space) {
        this.space = space;
    }

    /** The disk as the next start finds it. */
    public synchronized RecordingDisk afterCrash(Loss loss, long seed) {
        Random random = new Random(seed);
        Path root = directories.keySet().iterator().next();
        RecordingDisk found = new RecordingDisk(root);
        IdentityHashMap<Node, Node> copies = new IdentityHashMap<>();
        copyDirectory(root, found, loss, random, copies);
        return found;
    }

    /** The disk as a process finds it that starts after another was killed: all is there, no more durable than before. */
    public synchronized RecordingDisk afterKill() {
        RecordingDisk found = new RecordingDisk(directories.keySet().iterator().next());
        IdentityHashMap<Node, Node> copies = new IdentityHashMap<>();
        directories.forEach((path, directory) -> {
            Directory copy = new Directory();
            directory.now.forEach((name, entry) -> copy.now.put(name, twin(entry, copies)));
            directory.durable.forEach((name, entry) -> copy.durable.put(name, twin(entry, copies)));
            for (Map<String, @Nullable Object> change : directory.pending) {
                Map<String, @Nullable Object> mine = new LinkedHashMap<>();
                change.forEach((name, entry) -> mine.put(name, entry == null ? null : twin(entry, copies)));
                copy.pending.add(mine);
            }
            found.directories.put(path, copy);
        });
        return found;
    }

    private static Object twin(Object entry, IdentityHashMap<Node, Node> copies) {
        if (!(entry instanceof Node node)) {
            return entry;
        }
        return copies.computeIfAbsent(node, n -> {
            Node copy = new Node();
            copy.now = n.now.clone();
            copy.durable = n.durable.clone();
            copy.pending.addAll(n.pending);
            return copy;
        });
    }

    private void copyDirectory(
            Path path, RecordingDisk to, Loss loss, Random random, IdentityHashMap<Node, Node> copies) {
        Directory from = Objects.requireNonNull(directories.get(path));
        Map<String, Object> names = new LinkedHashMap<>(from.durable);
        int kept = random.nextInt(from.pending.size() + 1);
        for (int i = 0; i < from.pending.size(); i++) {
            boolean arrived = switch (loss) {
                case NOTHING -> true;
                case EVERYTHING -> false;
                case THE_END -> i < kept;
                case ANYTHING -> random.nextBoolean();
            };
            if (arrived) {
                from.pending.get(i).forEach((name, entry) -> put(names, name, entry));
            }
        }
        Directory copy = new Directory();
        to.directories.put(path, copy);
        names.forEach((name, entry) -> {
            Object mine =
                    entry instanceof Node node ? copies.computeIfAbsent(node, n -> copyOf(n, loss, random)) : entry;
            copy.now.put(name, mine);
            copy.durable.put(name, mine);
            if (entry instanceof Folder folder) {
                copyDirectory(folder.path(), to, loss, random, copies);
            }
        });
    }

    private static void put(Map<String, Object> names, String name, @Nullable Object entry) {
        if (entry == null) {
            names.remove(name);
        } else {
            names.put(name, entry);
        }
    }

    private static Node copyOf(Node node, Loss loss, Random random) {
        byte[] content = node.durable;
        int kept = random.nextInt(node.pending.size() + 1);
        for (int i = 0; i < node.pending.size(); i++) {
            Effect effect = node.pending.get(i);
            content = switch (loss) {
                case NOTHING -> effect.on(content);
                case EVERYTHING -> content;
                case THE_END ->
                    i < kept ? effect.on(content) : i == kept ? part(effect, content, random, true) : content;
                case ANYTHING -> part(effect, content, random, false);
            };
        }
        Node copy = new Node();
        copy.now = content.clone();
        copy.durable = content.clone();
        return copy;
    }

    private static byte[] part(Effect effect, byte[] content, Random random, boolean prefix) {
        byte[] bytes = effect.bytes;
        if (bytes == null) {
            return random.nextBoolean() ? effect.on(content) : content;
        }
        byte[] result = content;
        long end = effect.position + bytes.length;
        long stop = effect.position + random.nextInt(bytes.length + 1);
        for (long at = effect.position; at < end; ) {
            long next = Math.min(end, (at / SECTOR + 1) * SECTOR);
            if (prefix ? next <= stop : random.nextBoolean()) {
                byte[] sector = Arrays.copyOfRange(bytes, (int) (at - effect.position), (int) (next - effect.position));
                result = new Effect(at, sector).on(result);
            }
            at = next;
        }
        return result;
    }

    private void effect(String what, Path path) throws IOException {
        effect(what, path, () -> {}, () -> {});
    }

    /** Notes an effect; throws when it fails or is cut off, after it did what it does then. */
    private void effect(String what, Path path, Runnable failed, Runnable cut) throws IOException {
        alive();
        IOException failure = fault.apply(what, path);
        if (failure != null) {
            failed.run();
            throw failure;
        }
        if (effects.size() >= cutAfter) {
            dead = true;
            cut.run();
            alive();
        }
        effects.add(what + " " + path.getFileName());
    }

    private void alive() throws IOException {
        if (dead) {
            throw new IOException("the power is off");
        }
    }

    private Directory parent(Path file) throws IOException {
        Directory directory = directories.get(file.getParent());
        if (directory == null) {
            throw new FileNotFoundException(String.valueOf(file.getParent()));
        }
        return directory;
    }

    private static void name(Directory directory, Map<String, @Nullable Object> change) {
        change.forEach((name, entry) -> put(directory.now, name, entry));
        directory.pending.add(change);
    }

    private static Map<String, @Nullable Object> entry(Path file, @Nullable Object entry) {
        Map<String, @Nullable Object> change = new LinkedHashMap<>();
        change.put(file.getFileName().toString(), entry);
        return change;
    }

    @Override
    public synchronized DiskFile create(Path file) throws IOException {
        effect("create", file);
        Directory directory = parent(file);
        if (directory.now.containsKey(file.getFileName().toString())) {
            throw new FileAlreadyExistsException(file.toString());
        }
        Node node = new Node();
        name(directory, entry(file, node));
        return new Open(node, file, true);
    }

    @Override
    public synchronized DiskFile open(Path file) throws IOException {
        alive();
        return new Open(node(file), file, true);
    }

    @Override
    public synchronized DiskFile openForReading(Path file) throws IOException {
        alive();
        return new Open(node(file), file, false);
    }

    private Node node(Path file) throws IOException {
        if (parent(file).now.get(file.getFileName().toString()) instanceof Node node) {
            return node;
        }
        throw new FileNotFoundException(file.toString());
    }

    @Override
    public synchronized void rename(Path from, Path to) throws IOException {
        effect("rename", to);
        Node node = node(from);
        if (Objects.equals(from.getParent(), to.getParent())) {
            Map<String, @Nullable Object> both = entry(from, null);
            both.putAll(entry(to, node));
            name(parent(to), both);
        } else {
            name(parent(to), entry(to, node));
            name(parent(from), entry(from, null));
        }
    }

    @Override
    public synchronized void delete(Path file) throws IOException {
        alive();
        if (parent(file).now.containsKey(file.getFileName().toString())) {
            effect("delete", file);
            name(parent(file), entry(file, null));
        }
    }

    @Override
    public synchronized List<String> list(Path directory) throws IOException {
        alive();
        Directory found = directories.get(directory);
        return found == null ? List.of() : found.now.keySet().stream().sorted().toList();
    }

    @Override
    public synchronized void makeDirectory(Path directory) throws IOException {
        alive();
        if (!directories.containsKey(directory)) {
            effect("make-directory", directory);
            directories.put(directory, new Directory());
            name(parent(directory), entry(directory, new Folder(directory)));
        }
    }

    @Override
    public synchronized void forceDirectory(Path directory) throws IOException {
        effect("force-directory", directory);
        Directory forced = directories.get(directory);
        if (forced == null) {
            throw new FileNotFoundException(directory.toString());
        }
        forced.pending.clear();
        forced.durable.clear();
        forced.durable.putAll(forced.now);
    }

    @Override
    public synchronized Space space(Path directory) throws IOException {
        alive();
        return space;
    }

    @Override
    public synchronized @Nullable Closeable lock(Path file) throws IOException {
        alive();
        return locks.add(file) ? () -> unlock(file) : null;
    }

    private synchronized void unlock(Path file) {
        locks.remove(file);
    }

    /** The bytes of a file, to be looked at. */
    public synchronized byte[] bytes(Path file) throws IOException {
        return node(file).now.clone();
    }

    /** Changes a file behind everybody's back, durably: a fault of the medium. */
    public synchronized void overwrite(Path file, long position, byte[] bytes) throws IOException {
        Node node = node(file);
        Effect effect = new Effect(position, bytes);
        node.now = effect.on(node.now);
        node.durable = effect.on(node.durable);
    }

    /** Takes a file away behind everybody's back. */
    public synchronized void lose(Path file) throws IOException {
        parent(file).now.remove(file.getFileName().toString());
        parent(file).durable.remove(file.getFileName().toString());
    }

    private final class Open implements DiskFile {
        private final Node node;
        private final Path path;
        private final boolean writable;
        private boolean closed;

        Open(Node node, Path path, boolean writable) {
            this.node = node;
            this.path = path;
            this.writable = writable;
        }

        private void usable() throws IOException {
            alive();
            if (closed) {
                throw new ClosedChannelException();
            }
        }

        @Override
        public int read(ByteBuffer to, long position) throws IOException {
            synchronized (RecordingDisk.this) {
                usable();
                int count = (int) Math.max(0, Math.min(to.remaining(), node.now.length - position));
                if (count > 0) {
                    to.put(node.now, (int) position, count);
                }
                return count;
            }
        }

        @Override
        public void write(ByteBuffer from, long position) throws IOException {
            synchronized (RecordingDisk.this) {
                usable();
                if (!writable) {
                    throw new NonWritableChannelException();
                }
                byte[] bytes = new byte[from.remaining()];
                from.get(bytes);
                Runnable half = () -> change(new Effect(position, Arrays.copyOf(bytes, bytes.length / 2)));
                effect("write", path, half, () -> change(new Effect(position, bytes)));
                change(new Effect(position, bytes));
            }
        }

        private void change(Effect effect) {
            node.pending.add(effect);
            if (effect.bytes != null && effect.position + effect.bytes.length <= node.now.length) {
                System.arraycopy(effect.bytes, 0, node.now, (int) effect.position, effect.bytes.length);
            } else {
                node.now = effect.on(node.now);
            }
        }

        @Override
        public void force() throws IOException {
            synchronized (RecordingDisk.this) {
                usable();
                effect("force", path, node.pending::clear, () -> {});
                for (Effect effect : node.pending) {
                    node.durable = effect.on(node.durable);
                }
                node.pending.clear();
            }
        }

        @Override
        public void fillWithZeros(long position, long end) throws IOException {
            write(ByteBuffer.allocate((int) (end - position)), position);
        }

        @Override
        public long size() throws IOException {
            synchronized (RecordingDisk.this) {
                usable();
                return node.now.length;
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            synchronized (RecordingDisk.this) {
                usable();
                effect("truncate", path);
                change(new Effect(size, null));
            }
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel to) throws IOException {
            ByteBuffer piece = ByteBuffer.allocate((int) count);
            read(piece, position);
            return to.write(piece.flip());
        }

        @Override
        public void close() {
            synchronized (RecordingDisk.this) {
                closed = true;
            }
        }
    }
}
