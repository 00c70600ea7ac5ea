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
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
    private static final int STEP = 100;

    private final Path home;
    private final SpoolSettings settings;
    private final OutputStream out;
    private final OutputStream errors;
    private final boolean bar;

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
        OldQueue queue = OldQueue.open(HomeImport.queue(old));
        try (Descriptor lock = lock(HomeImport.queue(old))) {
            if (lock != null && !Locks.tryFlock(lock)) {
                return fatal("qmail-send of " + old + " is running: stop it first");
            }
            bringConfiguration(new HomeImport(old, home), dry);
            int code = dry ? describe(queue) : bringQueue(queue);
            warn();
            return code;
        }
    }

    /** A running qmail-send holds it. */
    private static @Nullable Descriptor lock(Path queue) throws IOException {
        Path file = queue.resolve("lock/sendmutex");
        return Files.exists(file) ? Descriptor.open(file.toString(), OpenFlag.WRITE) : null;
    }

    private void bringConfiguration(HomeImport configuration, boolean dry) throws IOException {
        for (Map.Entry<Path, Path> file : configuration.missing().entrySet()) {
            if (!dry) {
                configuration.copy(file.getKey(), file.getValue());
            }
            say((dry ? "would copy " : "copied ") + file.getKey());
        }
    }

    private int describe(OldQueue queue) throws IOException {
        Set<String> done = Journal.doneIn(journalFile());
        int waiting = 0;
        int here = 0;
        int bad = 0;
        for (long id : queue.queued()) {
            try {
                OldMessage message = queue.read(id);
                if (done.contains(QueueImport.key(message))) {
                    here++;
                } else {
                    waiting++;
                }
            } catch (IOException e) {
                bad++;
                complain(id, e);
            }
        }
        say("would bring " + waiting + " messages; " + here + " are here already, " + bad + " cannot be read, "
                + queue.unfinished().size() + " were never accepted");
        return bad == 0 ? 0 : INCOMPLETE;
    }

    private int bringQueue(OldQueue queue) throws IOException {
        Files.createDirectories(home);
        QueueHome target = new QueueHome(home);
        target.create(Files.isDirectory(target.drop()));
        List<Long> ids = queue.queued();
        int brought = 0;
        int here = 0;
        int bad = 0;
        try (SegmentSpool spool = SegmentSpool.open(
                        new RealDisk(),
                        target.log(),
                        settings,
                        this::complain,
                        new SecureRandom()::nextLong,
                        System::nanoTime);
                Journal journal = new Journal(journalFile())) {
            QueueImport each = new QueueImport(queue, spool, journal);
            for (long id : ids) {
                try {
                    if (each.bring(id)) {
                        brought++;
                    } else {
                        here++;
                    }
                } catch (QueueImport.UnreadableException e) {
                    bad++;
                    complain(id, e);
                }
                draw(brought + here + bad, ids.size());
            }
        }
        say("brought " + brought + " messages; " + here + " were here already, " + bad + " could not be read, "
                + queue.unfinished().size() + " were never accepted");
        return bad == 0 ? 0 : INCOMPLETE;
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
            int tenths = done * 40 / Math.max(1, all);
            errors.write(Latin1.bytes("\r[" + "#".repeat(tenths) + " ".repeat(40 - tenths) + "] " + done + " of " + all
                    + (done == all ? "\n" : "")));
        }
    }

    private void say(String line) throws IOException {
        out.write(Latin1.bytes(line + "\n"));
    }

    private void complain(long id, IOException e) throws IOException {
        errors.write(Latin1.bytes("eqmail: warning: message " + id + " stays where it is: " + e.getMessage() + "\n"));
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
