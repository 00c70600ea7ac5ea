package eqmail.spool;

import java.io.IOException;

/** A record on its way to stable storage. */
public interface Durable {
    /**
     * Waits until the record is on stable storage.
     *
     * @throws IOException when the sync failed: the record must be taken for lost, the spool accepts nothing more
     */
    void await() throws IOException;
}
