package eqmail.rules;

import eqmail.bytes.Latin1;
import eqmail.log.Log;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The rules of a resident server: a text file and, beside it, the file that tcprules made of it ({@code NAME.cdb}).
 *
 * <p>If the compiled file exists it alone counts, as everywhere in qmail: the text is then its source, and may be half
 * edited at any moment. Without it the text counts, and without both everybody is served. A file that changes counts for
 * the next client; a new one that cannot be used is reported and the last good rules stay.
 */
public final class RuleFiles {
    /** Compiled rules up to this size are held in memory; larger ones are looked up in the file. */
    static final long MOST_IN_MEMORY = 1 << 20;

    private final File text;
    private final File cdb;
    private final Log log;
    /** Held by the one thread that reads a changed file; the others go on with the rules before. */
    private final AtomicBoolean reading = new AtomicBoolean();

    private volatile State state;

    /** What was seen of the file that counts, and what it says. */
    private record State(Stamp stamp, Rules rules) {}

    private record Stamp(boolean compiled, long modified, long size) {}

    private RuleFiles(Path text, Log log) throws IOException {
        this.text = text.toFile();
        this.cdb = new File(text + ".cdb");
        this.log = log;
        Stamp stamp = stamp();
        this.state = new State(stamp, read(stamp));
    }

    /**
     * Reads the rules for the first time.
     *
     * @param text the text file; the compiled one has {@code .cdb} behind its name
     * @param log gets a line when a changed file cannot be used
     * @throws IOException if the file that counts cannot be read or has a line that is no rule; the message names it
     */
    public static RuleFiles open(Path text, Log log) throws IOException {
        return new RuleFiles(text, log);
    }

    /** The rules of this moment. */
    public Rules current() {
        State known = state;
        Stamp stamp = stamp();
        if (stamp.equals(known.stamp()) || !reading.compareAndSet(false, true)) {
            return known.rules();
        }
        try {
            Rules rules = reread(stamp, known.rules());
            state = new State(stamp, rules);
            return rules;
        } finally {
            reading.set(false);
        }
    }

    private Rules reread(Stamp stamp, Rules before) {
        try {
            return read(stamp);
        } catch (IOException e) {
            log.line("rules: warning: keeping the rules before: " + Log.printable(String.valueOf(e.getMessage())));
            return before;
        }
    }

    /** Times and sizes are asked in the way that costs no exception for a missing file. */
    private Stamp stamp() {
        long modified = cdb.lastModified();
        return modified != 0
                ? new Stamp(true, modified, cdb.length())
                : new Stamp(false, text.lastModified(), text.length());
    }

    private Rules read(Stamp stamp) throws IOException {
        File file = stamp.compiled() ? cdb : text;
        try {
            if (!stamp.compiled()) {
                return Rules.text(Latin1.string(Files.readAllBytes(text.toPath())));
            }
            return stamp.size() > MOST_IN_MEMORY ? new CdbRules(cdb.toPath()) : TableRules.ofCdb(cdb.toPath());
        } catch (NoSuchFileException missing) {
            return Rules.none();
        } catch (RuleSyntaxException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new IOException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
