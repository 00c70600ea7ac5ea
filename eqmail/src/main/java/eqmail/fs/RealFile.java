package eqmail.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A file over {@link FileChannel}. A channel closes itself when a thread that uses it is interrupted, which would let one
 * cancelled delivery cut off everybody who reads the same file; so a channel that closed this way is opened again under
 * its name and the call repeated. All calls name their position, repeating one is harmless.
 */
final class RealFile implements DiskFile {
    private static final int ZEROS = 1 << 20;

    private final Path file;
    private final Set<StandardOpenOption> options;
    /** Held while the channel is replaced or closed. */
    private final ReentrantLock opening = new ReentrantLock();

    private volatile FileChannel channel;
    private volatile boolean closed;

    RealFile(Path file, Set<StandardOpenOption> options) throws IOException {
        this.file = file;
        this.options = options;
        this.channel = FileChannel.open(file, options);
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
        uninterrupted(channel -> {
            while (from.hasRemaining()) {
                channel.write(from, position + from.position() - start);
            }
            return 0;
        });
    }

    /** Not repeated after an interrupt: a new descriptor might not hear of the error that the old one had. */
    @Override
    public void force() throws IOException {
        channel.force(false);
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
        uninterrupted(channel -> {
            channel.truncate(size);
            return 0;
        });
    }

    /** An interrupt breaks this call like any channel's (the target may block for long), but not the file. */
    @Override
    public long transferTo(long position, long count, WritableByteChannel to) throws IOException {
        try {
            return channel.transferTo(position, count, to);
        } catch (ClosedChannelException e) {
            if (Thread.currentThread().isInterrupted() || !to.isOpen() || closed) {
                throw e;
            }
            reopen(channel);
            return channel.transferTo(position, count, to);
        }
    }

    @Override
    public void close() throws IOException {
        opening.lock();
        try {
            closed = true;
            channel.close();
        } finally {
            opening.unlock();
        }
    }

    private long uninterrupted(Call call) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                FileChannel now = channel;
                try {
                    return call.run(now);
                } catch (ClosedChannelException e) {
                    interrupted |= Thread.interrupted();
                    if (closed) {
                        throw e;
                    }
                    reopen(now);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void reopen(FileChannel dead) throws IOException {
        opening.lock();
        try {
            if (channel.equals(dead) && !closed) {
                channel = FileChannel.open(file, options);
            }
        } finally {
            opening.unlock();
        }
    }
}
