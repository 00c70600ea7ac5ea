package eqmail.spool;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A record that waits for the writer. */
abstract class Entry extends Ticket {
    /** The entry that was handed in before this one; the writer turns the list round. */
    @Nullable
    Entry next;

    private boolean tried;

    /** May it be tried once more after its write failed? Asked by the writer only. */
    boolean secondChance() {
        boolean first = !tried;
        tried = true;
        return first;
    }

    /** Bytes on disk, at most. */
    abstract long most();

    /**
     * Writes itself into the batch.
     *
     * @throws IOException when it makes no sense (any more); it alone fails and has written nothing
     */
    abstract void write(Batch batch) throws IOException;
}
