package eqmail.admin;

import eqmail.fs.Disk;
import eqmail.mail.MessageId;
import eqmail.spool.SpoolView;
import eqmail.spool.Stored;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The queue of a home as its spool tells it, whether a server has it open or not. */
public final class SpooledQueue implements QueueView {
    private final Disk disk;
    private final Path spool;

    /** Looks into the directory {@code spool}; without one the queue is empty. */
    public SpooledQueue(Disk disk, Path spool) {
        this.disk = disk;
        this.spool = spool;
    }

    @Override
    public void forEach(Visitor visitor) throws IOException {
        SpoolView opened;
        try {
            opened = SpoolView.open(disk, spool);
        } catch (NoSuchFileException beforeTheFirstStart) {
            return;
        }
        try (SpoolView view = opened) {
            for (MessageId id : view.ids()) {
                show(view, id, visitor);
            }
        }
    }

    private static void show(SpoolView view, MessageId id, Visitor visitor) throws IOException {
        Stored stored;
        try {
            stored = view.load(id);
        } catch (FileNotFoundException gone) {
            return;
        } catch (IOException e) {
            visitor.trouble(id, e);
            return;
        }
        visitor.message(stored);
    }
}
