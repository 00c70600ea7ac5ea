package eqmail.spool;

import eqmail.fs.DiskFile;
import eqmail.log.Log;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings a spool directory back to life: cuts what a crash left half-written at the end of the log, puts aside what is
 * damaged inside, deletes what belongs to no message.
 */
final class Recovery implements LogLoader.Findings {
    private final SpoolFiles files;
    private final SpoolSettings settings;
    private final Log log;
    private final LongSupplier marks;
    private final Quarantine quarantine;
    private final LogLoader loader;
    private int highest;
    private boolean badCheckpoint;

    /** @param marks random numbers for segment headers */
    Recovery(SpoolFiles files, SpoolSettings settings, Log log, LongSupplier marks) {
        this.files = files;
        this.settings = settings;
        this.log = log;
        this.marks = marks;
        this.quarantine = new Quarantine(files, log);
        this.loader = new LogLoader(files, settings.epoch(), true, this);
    }

    LogLoader loaded() {
        return loader;
    }

    /** Number for the next segment. */
    int nextNumber() {
        return highest + 1;
    }

    SegmentHeader newHeader(int number) {
        return new SegmentHeader(settings.epoch(), number, marks.getAsLong());
    }

    /** Does it all. The answer is the segment to go on with, empty and full-sized. */
    Segment run() throws IOException {
        loader.load(true);
        if (badCheckpoint && loader.covers() == Position.NONE) {
            log.line("alert: spool: no checkpoint is left, messages that were delivered may come back");
        }
        highest = loader.highestNumber();
        Segment last = loader.lastWritten();
        if (last != null) {
            cut(last);
        }
        tidyTexts();
        return active(last);
    }

    /** From now on nothing lies behind the last record, so that nothing of it can come up again. */
    private void cut(Segment last) throws IOException {
        if (loader.hasTail(last)) {
            log.line("spool: cut an unfinished write off segment " + last.number() + " at " + last.end);
        }
        last.file.truncate(last.end);
        last.file.force();
    }

    private void tidyTexts() throws IOException {
        Set<String> wanted = new HashSet<>();
        loader.catalog().forEachRow(row -> {
            if (row.is(Row.BIG)) {
                wanted.add(Long.toUnsignedString(row.id));
            }
        });
        for (String name : files.disk.list(files.texts)) {
            if (!wanted.remove(name)) {
                quarantine.orphan(name);
            }
        }
        for (String name : wanted) {
            log.line("alert: spool: the text of message " + name + " is missing");
        }
    }

    /** An empty segment that a former process had in stock will do; others like it die by themselves. */
    private Segment active(@Nullable Segment last) throws IOException {
        for (Segment segment : loader.segments()) {
            boolean after = last == null || segment.number() > last.number();
            if (after && segment.header.epoch() == settings.epoch() && segment.file.size() >= settings.segmentBytes()) {
                // Its maker may have been killed before its name was durable.
                files.disk.forceDirectory(files.log);
                segment.open = true;
                return segment;
            }
        }
        Segment made = files.makeSegment(newHeader(++highest), settings.segmentBytes());
        loader.catalog().segments().add(made);
        return made;
    }

    @Override
    public void badCheckpoint(Path path, IOException why) throws IOException {
        badCheckpoint = true;
        quarantine.checkpoint(path, why);
    }

    @Override
    public void headless(int number, DiskFile file) throws IOException {
        quarantine.headless(number, file);
    }

    @Override
    public void damaged(Segment segment, long from, long to) {
        quarantine.take(segment, from, to);
    }

    @Override
    public void broken(long id) {
        log.line("alert: spool: message " + id + " lost a change of its state with a damaged record;"
                + " some recipients may get it twice");
    }

    @Override
    public void lost(long id) {
        log.line("alert: spool: message " + id + " is lost, its segment is missing");
    }
}
