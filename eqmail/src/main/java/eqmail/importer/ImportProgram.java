package eqmail.importer;

import eqmail.bytes.Latin1;
import eqmail.control.Fault;
import eqmail.fs.RealDisk;
import eqmail.posix.Descriptor;
import eqmail.posix.Locks;
import eqmail.posix.OpenFlag;
import eqmail.queue.QueueHome;
import eqmail.spool.SegmentSpool;
import eqmail.spool.SpoolLockedException;
import eqmail.spool.SpoolSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code eqmail import [-n] OLDHOME}: brings the configuration and the queue of a qmail, netqmail or eQmail into this
 * home. With {@code -n} it only says what it would do. Stopped in the middle, it goes on when it is called again.
 */
public final class ImportProgram {
    private static final String USAGE = "usage: eqmail import [-n] OLDHOME\n";
    private static final int INCOMPLETE = 1;
    private static final int WRONG_USE = 100;
    private static final int FATAL = 111;
    /** A bar is drawn anew after so many messages. */
    static final int STEP = 100;

    /** Columns of a whole bar. */
    private static final int WIDTH = 40;

    private final Path home;
    private final SpoolSettings settings;
    private final OutputStream out;
    private final OutputStream errors;
    private final boolean bar;
    /** Does the terminal's line begin with a bar? */
    private boolean halfDrawn;

    /**
     * An import into {@code home}.
     *
     * @param bar shall a bar show the progress on {@code errors}?
     */
    public ImportProgram(Path home, OutputStream out, OutputStream errors, boolean bar) {
        this(home, SpoolSettings.defaults(), out, errors, bar);
    }

    ImportProgram(Path home, SpoolSettings settings, OutputStream out, OutputStream errors, boolean bar) {
        this.home = home;
        this.settings = settings;
        this.out = out;
        this.errors = errors;
        this.bar = bar;
    }

    /**
     * Does it.
     *
     * @return 0: all of it is here; 1: some messages could not be read, see above; 100: wrong use; 111: not possible now
     * @throws IOException when what it says cannot be written
     */
    public int run(List<String> args) throws IOException {
        boolean dry = !args.isEmpty() && args.getFirst().equals("-n");
        List<String> names = dry ? args.subList(1, args.size()) : args;
        if (names.size() != 1 || names.getFirst().startsWith("-")) {
            errors.write(Latin1.bytes(USAGE));
            return WRONG_USE;
        }
        Path old = Path.of(names.getFirst());
        try {
            return bring(old, dry);
        } catch (SpoolLockedException e) {
            return fatal("the server of " + home + " is running: stop it first");
        } catch (IOException e) {
            return fatal(e.getMessage() + ": " + Fault.text(e));
        }
    }

    private int bring(Path old, boolean dry) throws IOException {
        List<Path> places = HomeImport.queues(old);
        try (Locked locked = new Locked()) {
            for (Path place : places) {
                // A running qmail-send holds it. Only then is it worth looking what is there.
                if (!locked.take(place.resolve("lock/sendmutex"))) {
                    return fatal("qmail-send of " + old + " is running: stop it first");
                }
            }
            for (Path place : places) {
                OldQueue.open(place);
            }
            bringConfiguration(new HomeImport(old, home), dry);
            int code = dry ? describe(places) : bringQueues(places);
            warn();
            return code;
        }
    }

    /** Locks of old servers, for as long as we read their queues. */
    private static final class Locked implements AutoCloseable {
        private final List<Descriptor> held = new ArrayList<>();

        /** False if somebody else has it; a file that is missing can be held by nobody. */
        boolean take(Path file) throws IOException {
            if (!Files.exists(file)) {
                return true;
            }
            Descriptor lock = Descriptor.open(file.toString(), OpenFlag.WRITE);
            held.add(lock);
            return Locks.tryFlock(lock);
        }

        @Override
        public void close() {
            held.forEach(Descriptor::close);
        }
    }

    private void bringConfiguration(HomeImport configuration, boolean dry) throws IOException {
        for (Map.Entry<Path, Path> file : configuration.missing().entrySet()) {
            if (!dry) {
                configuration.copy(file.getKey(), file.getValue());
            }
            say((dry ? "would copy " : "copied ") + file.getKey());
        }
    }

    private int describe(List<Path> places) throws IOException {
        Set<String> done = Journal.doneIn(journalFile());
        Counts counts = new Counts();
        for (Path place : places) {
            OldQueue queue = OldQueue.open(place);
            for (long id : queue.queued()) {
                try {
                    OldMessage message = queue.read(id);
                    Files.newInputStream(message.text()).close();
                    counts.add(!done.contains(QueueImport.key(message)));
                } catch (IOException e) {
                    counts.bad++;
                    complain(id, e);
                }
            }
            counts.unfinished += queue.unfinished().size();
        }
        say("would bring " + counts.brought + " messages; " + counts.here + " are here already, " + counts.bad
                + " cannot be read, " + counts.unfinished + " were never accepted");
        return counts.bad == 0 ? 0 : INCOMPLETE;
    }

    private int bringQueues(List<Path> places) throws IOException {
        Files.createDirectories(home);
        QueueHome target = new QueueHome(home);
        target.create(Files.isDirectory(target.drop()));
        Counts counts = new Counts();
        try (SegmentSpool spool = SegmentSpool.open(
                        new RealDisk(),
                        target.log(),
                        settings,
                        this::complain,
                        new SecureRandom()::nextLong,
                        System::nanoTime);
                Journal journal = new Journal(journalFile())) {
            for (Path place : places) {
                bringQueue(place, spool, journal, counts);
            }
        }
        say("brought " + counts.brought + " messages; " + counts.here + " were here already, " + counts.bad
                + " could not be read, " + counts.unfinished + " were never accepted");
        if (counts.late > 0) {
            say("note: " + counts.late + " of them came while the others were brought: something still queues mail in"
                    + " the old home");
        }
        return counts.bad == 0 ? 0 : INCOMPLETE;
    }

    /** Looks again when all is done: qmail-queue needs no server. */
    private void bringQueue(Path place, SegmentSpool spool, Journal journal, Counts counts) throws IOException {
        Set<Long> seen = new HashSet<>();
        while (true) {
            OldQueue queue = OldQueue.open(place);
            List<Long> ids =
                    queue.queued().stream().filter(id -> !seen.contains(id)).toList();
            if (ids.isEmpty()) {
                counts.unfinished += queue.unfinished().size();
                return;
            }
            counts.late += seen.isEmpty() ? 0 : ids.size();
            QueueImport each = new QueueImport(queue, spool, journal);
            for (int i = 0; i < ids.size(); i++) {
                long id = ids.get(i);
                try {
                    counts.add(each.bring(id));
                } catch (QueueImport.UnreadableException e) {
                    counts.bad++;
                    complain(id, e);
                }
                draw(i + 1, ids.size());
            }
            seen.addAll(ids);
        }
    }

    private static final class Counts {
        private int brought;
        private int here;
        private int bad;
        private int unfinished;
        /** Those among them that were queued after the first look. */
        private int late;

        void add(boolean isNew) {
            brought += isNew ? 1 : 0;
            here += isNew ? 0 : 1;
        }
    }

    private Path journalFile() {
        return new QueueHome(home).spool().resolve("imported");
    }

    private void warn() throws IOException {
        if (!Files.exists(home.resolve("control/extdelimiter"))) {
            say("note: user and extension are split at '+'; qmail and netqmail did it at '-': if this host's addresses"
                    + " need that, put a line with - into control/extdelimiter before the server starts");
        }
        say("note: a table of hosts that do not answer (queue/lock/tcpto) has another format in netqmail; here it"
                + " begins empty");
    }

    private void draw(int done, int all) throws IOException {
        if (bar && (done % STEP == 0 || done == all)) {
            int filled = (int) ((long) done * WIDTH / all);
            errors.write(Latin1.bytes("\r[" + "#".repeat(filled) + " ".repeat(WIDTH - filled) + "] " + done + " of "
                    + all + (done == all ? "\n" : "")));
            halfDrawn = done < all;
        }
    }

    private void say(String line) throws IOException {
        out.write(Latin1.bytes(line + "\n"));
    }

    private void complain(long id, IOException e) throws IOException {
        String line = halfDrawn ? "\n" : "";
        halfDrawn = false;
        errors.write(
                Latin1.bytes(line + "eqmail: warning: message " + id + " stays where it is: " + e.getMessage() + "\n"));
    }

    /** What the spool has to say. */
    private void complain(String line) {
        try {
            errors.write(Latin1.bytes("eqmail: " + line + "\n"));
        } catch (IOException nobodyListens) {
            return;
        }
    }

    private int fatal(String why) throws IOException {
        errors.write(Latin1.bytes("eqmail: fatal: " + why + "\n"));
        return FATAL;
    }
}
