package eqmail.fs;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * An open file; every access names its position, so any number of threads may read while one writes. An interrupt of the
 * calling thread never breaks the file for others, nor a read or write; the thread keeps its interrupt flag.
 */
public interface DiskFile extends Closeable {
    /**
     * Reads into {@code to} from {@code position} on, as much as fits and the file holds.
     *
     * @return bytes read; less than what {@code to} had room for only at the end of the file, 0 there
     */
    int read(ByteBuffer to, long position) throws IOException;

    /** Writes all of {@code from} at {@code position}; the file grows when needed. After a failure any part is written. */
    void write(ByteBuffer from, long position) throws IOException;

    /**
     * Makes the bytes durable and, where it changed, the size (fdatasync). May block for long: call it on a platform
     * thread that nobody interrupts. After a failure nothing is known of what was written since the last success; a second try proves nothing.
     */
    void force() throws IOException;

    /** Writes zeros from {@code position} to {@code end}, so that later writes there change neither size nor layout. */
    void fillWithZeros(long position, long end) throws IOException;

    /** Length in bytes. */
    long size() throws IOException;

    /** Cuts the file to {@code size} bytes; does nothing to a shorter one. */
    void truncate(long size) throws IOException;

    /**
     * Copies bytes to {@code to}, inside the kernel where it can.
     *
     * @return bytes copied, at most {@code count}; 0 at the end of the file
     */
    long transferTo(long position, long count, WritableByteChannel to) throws IOException;
}
