package eqmail.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A file over {@link FileChannel}. A channel closes itself when a thread that uses it is interrupted, which would let one
 * cancelled delivery cut off everybody who uses the same file. So readers have a channel of their own, which is opened
 * again under its name and the call repeated; the channel that writes and syncs never sees their interrupts, and is never
 * replaced: a new descriptor might not hear of the error that the old one had.
 */
final class RealFile implements DiskFile {
    private static final int ZEROS = 1 << 20;
    private static final Set<StandardOpenOption> READ = EnumSet.of(StandardOpenOption.READ);

    private final Path file;
    /** Writes, cuts and syncs; null in a file that is open for reading. */
    private final @Nullable FileChannel writing;
    /** Held while {@link #reading} is opened, replaced or closed. */
    private final ReentrantLock opening = new ReentrantLock();

    private volatile @Nullable FileChannel reading;
    private volatile boolean closed;

    private RealFile(Path file, @Nullable FileChannel writing, @Nullable FileChannel reading) {
        this.file = file;
        this.writing = writing;
        this.reading = reading;
    }

    static RealFile forReading(Path file) throws IOException {
        return new RealFile(file, null, FileChannel.open(file, READ));
    }

    static RealFile forWriting(Path file) throws IOException {
        return new RealFile(file, FileChannel.open(file, StandardOpenOption.WRITE), null);
    }

    private interface Call {
        long run(FileChannel channel) throws IOException;
    }

    @Override
    public int read(ByteBuffer to, long position) throws IOException {
        int start = to.position();
        return (int) uninterrupted(channel -> {
            while (to.hasRemaining() && channel.read(to, position + to.position() - start) > 0) {
                // A read may stop short of the end of the file.
            }
            return (long) to.position() - start;
        });
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
        int start = from.position();
        while (from.hasRemaining()) {
            writing().write(from, position + from.position() - start);
        }
    }

    @Override
    public void force() throws IOException {
        writing().force(false);
    }

    @Override
    public void fillWithZeros(long position, long end) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(ZEROS, Math.max(1, end - position)));
        for (long at = position; at < end; at += zeros.limit()) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), end - at));
            write(zeros, at);
        }
    }

    @Override
    public long size() throws IOException {
        return uninterrupted(FileChannel::size);
    }

    @Override
    public void truncate(long size) throws IOException {
        writing().truncate(size);
    }

    /** An interrupt breaks this call like any channel's (the target may block for long), but not the file. */
    @Override
    public long transferTo(long position, long count, WritableByteChannel to) throws IOException {
        FileChannel now = reading(null);
        try {
            return now.transferTo(position, count, to);
        } catch (ClosedChannelException e) {
            if (Thread.currentThread().isInterrupted() || !to.isOpen() || closed) {
                throw e;
            }
            return reading(now).transferTo(position, count, to);
        }
    }

    @Override
    public void close() throws IOException {
        opening.lock();
        try {
            closed = true;
            FileChannel reader = reading;
            if (reader != null) {
                reader.close();
            }
            if (writing != null) {
                writing.close();
            }
        } finally {
            opening.unlock();
        }
    }

    private FileChannel writing() {
        if (writing == null) {
            throw new NonWritableChannelException();
        }
        return writing;
    }

    private long uninterrupted(Call call) throws IOException {
        boolean interrupted = false;
        FileChannel dead = null;
        try {
            while (true) {
                FileChannel now = reading(dead);
                try {
                    return call.run(now);
                } catch (ClosedChannelException e) {
                    interrupted |= Thread.interrupted();
                    dead = now;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The channel of readers, a new one if there is none yet or it is {@code dead}. */
    private FileChannel reading(@Nullable FileChannel dead) throws IOException {
        FileChannel now = reading;
        if (now != null && !now.equals(dead)) {
            return now;
        }
        opening.lock();
        try {
            if (closed) {
                throw new ClosedChannelException();
            }
            now = reading;
            if (now == null || now.equals(dead)) {
                now = FileChannel.open(file, READ);
                reading = now;
            }
            return now;
        } finally {
            opening.unlock();
        }
    }
}
