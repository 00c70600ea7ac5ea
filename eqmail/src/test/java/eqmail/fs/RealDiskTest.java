package eqmail.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RealDiskTest {
    private final RealDisk disk = new RealDisk();

    @TempDir
    Path home;

    /** Other tests use this thread too. */
    @AfterEach
    void forgetInterrupts() {
        Thread.interrupted();
    }

    private static String text(DiskFile file) throws IOException {
        ByteBuffer to = ByteBuffer.allocate(100);
        file.read(to, 0);
        return new String(to.array(), 0, to.position(), StandardCharsets.ISO_8859_1);
    }

    private static void write(DiskFile file, String text, long position) throws IOException {
        file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)), position);
    }

    @Test
    void anInterruptedReaderReadsOnAndKeepsItsInterrupt() throws IOException {
        try (DiskFile file = disk.create(home.resolve("f"))) {
            write(file, "abc", 0);
            Thread.currentThread().interrupt();
            assertThat(text(file)).isEqualTo("abc");
            assertThat(Thread.interrupted()).isTrue();
            assertThat(text(file)).isEqualTo("abc");
        }
    }

    @Test
    void anInterruptedReaderDoesNotStopTheWriter() throws IOException {
        try (DiskFile file = disk.create(home.resolve("f"))) {
            write(file, "abc", 0);
            Thread.currentThread().interrupt();
            text(file);
            Thread.interrupted();
            file.force();
            write(file, "def", 3);
            file.truncate(5);
            file.force();
            assertThat(text(file)).isEqualTo("abcde");
            assertThat(file.size()).isEqualTo(5);
        }
    }

    @Test
    void aFileOpenForReadingIsNotWritten() throws IOException {
        disk.create(home.resolve("f")).close();
        try (DiskFile file = disk.openForReading(home.resolve("f"))) {
            assertThatThrownBy(() -> write(file, "x", 0)).isInstanceOf(NonWritableChannelException.class);
        }
    }

    /** /proc has no room for anything, and counts no inodes. */
    @Test
    void tellsFreeBytesAndInodes() throws IOException {
        Disk.Space here = disk.space(home);
        assertThat(here.bytes()).isBetween(1L, Files.getFileStore(home).getTotalSpace());
        assertThat(here.files()).isPositive();
        assertThat(disk.space(Path.of("/proc"))).isEqualTo(new Disk.Space(0, Long.MAX_VALUE));
        assertThatThrownBy(() -> disk.space(home.resolve("none"))).isInstanceOf(IOException.class);
    }

    @Test
    void aClosedFileStaysClosed() throws IOException {
        DiskFile file = disk.create(home.resolve("f"));
        file.close();
        assertThatThrownBy(() -> text(file)).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> write(file, "x", 0)).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(file::force).isInstanceOf(ClosedChannelException.class);
    }
}
