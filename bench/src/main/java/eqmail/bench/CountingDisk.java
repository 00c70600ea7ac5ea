package eqmail.bench;

import eqmail.fs.Disk;
import eqmail.fs.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** A disk that counts the syncs of files. */
final class CountingDisk implements Disk {
    private final Disk disk;
    private final LongAdder syncs = new LongAdder();

    CountingDisk(Disk disk) {
        this.disk = disk;
    }

    long syncs() {
        return syncs.sum();
    }

    @Override
    public DiskFile create(Path file) throws IOException {
        return new Counted(disk.create(file));
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        return new Counted(disk.open(file));
    }

    @Override
    public DiskFile openForReading(Path file) throws IOException {
        return disk.openForReading(file);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        disk.rename(from, to);
    }

    @Override
    public void delete(Path file) throws IOException {
        disk.delete(file);
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        return disk.list(directory);
    }

    @Override
    public void makeDirectory(Path directory) throws IOException {
        disk.makeDirectory(directory);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        disk.forceDirectory(directory);
    }

    @Override
    public Space space(Path directory) throws IOException {
        return disk.space(directory);
    }

    @Override
    public @Nullable Closeable lock(Path file) throws IOException {
        return disk.lock(file);
    }

    private final class Counted implements DiskFile {
        private final DiskFile file;

        Counted(DiskFile file) {
            this.file = file;
        }

        @Override
        public int read(ByteBuffer to, long position) throws IOException {
            return file.read(to, position);
        }

        @Override
        public void write(ByteBuffer from, long position) throws IOException {
            file.write(from, position);
        }

        @Override
        public void force() throws IOException {
            syncs.increment();
            file.force();
        }

        @Override
        public void fillWithZeros(long position, long end) throws IOException {
            file.fillWithZeros(position, end);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            file.truncate(size);
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel to) throws IOException {
            return file.transferTo(position, count, to);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
