package eqmail.queue;

import eqmail.bytes.ChunkOutput;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;

/** One message in the drop directory, while its owner writes it. */
final class DropFile implements AutoCloseable {
    /** Message files begin so; everything else there is foreign. */
    static final String PREFIX = "m";
    /** As hard to guess as a key: who knows a name can read the message. */
    private static final int NAME_BYTES = 16;

    private static final Path RANDOM = Path.of("/dev/urandom");

    private final Path path;
    private final FileChannel channel;
    private final OutputStream output;
    private boolean finished;

    private DropFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
        this.output = new BufferedOutputStream(Channels.newOutputStream(channel), ChunkOutput.MAX_CHUNK);
    }

    /**
     * Makes a file that only the daemon can find. Missing directories are made when the caller may (root, or the owner
     * of the home).
     */
    static DropFile create(QueueHome home) throws IOException {
        if (!Files.isDirectory(home.drop())) {
            home.create(true);
        }
        Path path = home.drop().resolve(PREFIX + randomName());
        FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        // Whatever the caller's umask: the daemon, another account, has to read it.
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
        return new DropFile(path, channel);
    }

    OutputStream output() {
        return output;
    }

    /** Makes the message safe: the file first, then its name. */
    void finish() throws IOException {
        output.flush();
        channel.force(true);
        syncName();
        finished = true;
    }

    private void syncName() throws IOException {
        try (FileChannel directory = FileChannel.open(path.getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        } catch (AccessDeniedException unlistable) {
            // ext4 and its like write a new name with the sync of its file; nothing better is open to this account.
        }
    }

    /** Removes what was not finished. */
    @Override
    public void close() {
        try {
            channel.close();
            if (!finished) {
                Files.deleteIfExists(path);
            }
        } catch (IOException left) {
            // Without its CRC the file is no message; the daemon removes it in time.
        }
    }

    private static String randomName() throws IOException {
        try (InputStream random = Files.newInputStream(RANDOM)) {
            return HexFormat.of().formatHex(random.readNBytes(NAME_BYTES));
        }
    }
}
