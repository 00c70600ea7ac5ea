package eqmail.spool;

import eqmail.fs.Disk;
import eqmail.fs.DiskFile;
import eqmail.mail.MessageId;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A spool as it was at one moment, for reading only. Its owner may go on working: no lock is taken, nothing is changed,
 * and what the owner deletes meanwhile stays readable here. One reader's.
 */
public final class SpoolView implements Closeable {
    /** A reader and a busy owner may miss each other (a segment that goes between two looks), not so often in a row. */
    private static final int TRIES = 3;

    private final SpoolFiles files;
    private final LogLoader loader;
    private final Texts texts;
    private final Faults faults = new Faults();

    private SpoolView(SpoolFiles files) {
        this.files = files;
        this.loader = new LogLoader(files, 0, false, faults);
        this.texts = new Texts(files, loader.catalog(), loader.chains());
    }

    /**
     * Reads what {@code directory} holds.
     *
     * @throws NoSuchFileException when there is no spool
     * @throws IOException when it cannot be read, or was written by a newer version
     */
    public static SpoolView open(Disk disk, Path directory) throws IOException {
        SpoolFiles files = new SpoolFiles(disk, directory);
        if (disk.list(directory).isEmpty()) {
            throw new NoSuchFileException(directory.toString());
        }
        for (int tries = 1; ; tries++) {
            SpoolView view = new SpoolView(files);
            boolean done = false;
            try {
                view.loader.load(true);
                done = view.faults.told.isEmpty() || tries == TRIES;
            } catch (IOException e) {
                if (tries == TRIES) {
                    throw e;
                }
            } finally {
                if (!done) {
                    view.close();
                }
            }
            if (done) {
                return view;
            }
        }
    }

    /** Messages in the queue, oldest first. */
    public List<MessageId> ids() {
        List<MessageId> ids = new ArrayList<>();
        for (long id : loader.catalog().ids()) {
            ids.add(new MessageId(id));
        }
        return ids;
    }

    /**
     * The state of one of {@link #ids}. Its text may be gone when it is a long one and the message was removed meanwhile.
     *
     * @throws IOException when it cannot be read
     */
    public Stored load(MessageId id) throws IOException {
        return loader.chains().load(id.value()).stored(texts);
    }

    /** What was not as it should be. */
    Set<String> faults() {
        return faults.told;
    }

    LogLoader loaded() {
        return loader;
    }

    SpoolFiles files() {
        return files;
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }

    /** Remembers what a load tells, a line each. */
    static final class Faults implements LogLoader.Findings {
        final Set<String> told = new LinkedHashSet<>();

        static String damaged(int segment, long from, long to) {
            return "segment " + segment + ": no record from " + from + " to " + to;
        }

        @Override
        public void badCheckpoint(Path path, IOException why) {
            told.add(path.getFileName() + ": " + why.getMessage());
        }

        @Override
        public void headless(int number, DiskFile file) throws IOException {
            try (file) {
                if (!Quarantine.neverFinished(file)) {
                    told.add("segment " + number + ": no header");
                }
            }
        }

        @Override
        public void damaged(Segment segment, long from, long to) {
            told.add(damaged(segment.number(), from, to));
        }

        @Override
        public void broken(long id) {
            told.add("message " + id + ": changes are missing; some recipients may get it twice");
        }

        @Override
        public void lost(long id) {
            told.add("message " + id + ": lost with a segment that is missing");
        }
    }
}
