package eqmail.spool;

import eqmail.fs.DiskFile;
import eqmail.log.Log;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Puts bytes that should be records and are not where a human can look at them, and says so loudly. */
final class Quarantine {
    private static final int PIECE = 1 << 20;

    private final SpoolFiles files;
    private final Log log;
    private boolean damage;

    Quarantine(SpoolFiles files, Log log) {
        this.files = files;
        this.log = log;
    }

    /** Copies the bytes from {@code from} to {@code to} of a segment, under a name that tells both. */
    void take(Segment segment, long from, long to) {
        damage = true;
        segment.damaged = true;
        Path copy = files.quarantine.resolve(
                String.valueOf(files.segment(segment.number()).getFileName()) + "-" + from);
        log.line("alert: spool: segment " + segment.number() + " is damaged from " + from + " to " + to
                + ", bytes are in " + copy);
        try {
            files.disk.delete(copy);
            try (DiskFile out = files.disk.create(copy)) {
                ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, to - from));
                for (long at = from; at < to; at += piece.limit()) {
                    piece.clear().limit((int) Math.min(piece.capacity(), to - at));
                    segment.file.read(piece, at);
                    out.write(piece.flip(), at - from);
                }
                out.force();
            }
            files.disk.forceDirectory(files.quarantine);
        } catch (IOException e) {
            // The only copy then: the segment must stay.
            segment.messages++;
            log.line("alert: spool: unable to write " + copy + ", segment " + segment.number() + " stays: " + e);
        }
    }

    /** A checkpoint that cannot be used: the one before it and the log say the same. */
    void checkpoint(Path path, IOException why) throws IOException {
        Path aside = files.quarantine.resolve(String.valueOf(path.getFileName()));
        log.line("alert: spool: " + path + ": " + why.getMessage() + ", it is now " + aside);
        files.disk.rename(path, aside);
        files.disk.forceDirectory(files.quarantine);
        files.disk.forceDirectory(files.root);
    }

    /** A file that should be a segment and has no header: one that was never finished is empty and goes. */
    void headless(int number, DiskFile file) throws IOException {
        Path path = files.segment(number);
        if (neverFinished(file)) {
            file.close();
            files.disk.delete(path);
            return;
        }
        damage = true;
        file.close();
        Path aside = files.quarantine.resolve(String.valueOf(path.getFileName()));
        log.line("alert: spool: " + path + " has no header, it is now " + aside);
        files.disk.rename(path, aside);
        files.disk.forceDirectory(files.quarantine);
        files.disk.forceDirectory(files.log);
    }

    /** A text without a message: of a draft that ended with its process, unless something else is damaged. */
    void orphan(String name) throws IOException {
        Path text = files.texts.resolve(name);
        if (damage) {
            Path aside = files.quarantine.resolve("text-" + name);
            log.line("alert: spool: " + text + " belongs to no message, it is now " + aside);
            files.disk.rename(text, aside);
        } else {
            files.disk.delete(text);
        }
    }

    /** Did the maker of this headless segment die before it was done? */
    static boolean neverFinished(DiskFile file) throws IOException {
        return file.size() < SegmentHeader.BYTES || empty(file);
    }

    private static boolean empty(DiskFile file) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        for (long at = 0; file.read(piece.clear(), at) > 0; at += piece.limit()) {
            piece.flip();
            while (piece.hasRemaining()) {
                if (piece.get() != 0) {
                    return false;
                }
            }
        }
        return true;
    }
}
