package eqmail.pop3;

import java.io.IOException;
import java.io.InputStream;
import java.util.BitSet;
import java.util.List;

/** A mailbox as it was when a session began. One session has it; closing without {@link #finish} changes nothing. */
public interface Maildrop extends AutoCloseable {
    /**
     * A message.
     *
     * @param uid its name for mail programs (RFC 1939 7, UIDL)
     * @param size of the file in bytes
     */
    record Entry(String uid, long size) {}

    /** The messages, in order. */
    List<Entry> entries();

    /**
     * The text of one, in unix form.
     *
     * @throws IOException when it is gone or cannot be opened
     */
    InputStream open(int index) throws IOException;

    /** Removes {@code deleted} and marks the others as seen by a reader; how many could not be removed. */
    int finish(BitSet deleted) throws IOException;

    @Override
    void close();
}
