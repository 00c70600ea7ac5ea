package eqmail.spool;

import eqmail.fs.Disk;
import eqmail.fs.DiskFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Names of what lies in a spool directory. */
final class SpoolFiles {
    final Disk disk;
    final Path root;
    final Path log;
    final Path texts;
    final Path quarantine;
    final Path lock;
    final Path checkpoint;
    final Path checkpointOld;
    final Path checkpointNew;

    SpoolFiles(Disk disk, Path root) {
        this.disk = disk;
        this.root = root;
        this.log = root.resolve("log");
        this.texts = root.resolve("text");
        this.quarantine = root.resolve("quarantine");
        this.lock = root.resolve("lock");
        this.checkpoint = root.resolve("checkpoint");
        this.checkpointOld = root.resolve("checkpoint.old");
        this.checkpointNew = root.resolve("checkpoint.new");
    }

    void makeDirectories() throws IOException {
        Path parent = root.toAbsolutePath().getParent();
        disk.makeDirectory(root);
        if (parent != null) {
            disk.forceDirectory(parent);
        }
        disk.makeDirectory(log);
        disk.makeDirectory(texts);
        disk.makeDirectory(quarantine);
        disk.forceDirectory(root);
    }

    Path segment(int number) {
        return log.resolve(String.format(Locale.ROOT, "%010d", number));
    }

    /** Numbers of the segments that are there, ascending. */
    List<Integer> segments() throws IOException {
        List<Integer> numbers = new ArrayList<>();
        for (String name : disk.list(log)) {
            if (name.matches("[0-9]{10}") && Long.parseLong(name) <= Integer.MAX_VALUE) {
                numbers.add(Integer.parseInt(name));
            }
        }
        return numbers;
    }

    /** The file of a text too long for the log. */
    Path text(long id) {
        return texts.resolve(Long.toUnsignedString(id));
    }

    /** Makes a segment of {@code bytes} zeros behind its header; durable, name included, when this returns. */
    Segment makeSegment(SegmentHeader header, long bytes) throws IOException {
        Path path = segment(header.number());
        DiskFile file = disk.create(path);
        try {
            header.write(file);
            file.fillWithZeros(SegmentHeader.BYTES, bytes);
            file.force();
            disk.forceDirectory(log);
            return new Segment(header, file);
        } catch (IOException e) {
            file.close();
            disk.delete(path);
            throw e;
        }
    }
}
