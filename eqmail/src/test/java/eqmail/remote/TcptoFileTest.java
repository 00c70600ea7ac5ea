package eqmail.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TcptoFileTest {
    private static final InetAddress A = InetAddress.ofLiteral("192.0.2.1");

    @TempDir
    Path home;

    private Path file;
    private long now = 1_800_000_000;
    private final InstantSource clock = () -> Instant.ofEpochSecond(now);

    @BeforeEach
    void lay() throws IOException {
        file = Files.createDirectories(home.resolve("queue/lock")).resolve("tcpto");
        Files.write(file, new byte[TcptoTable.BYTES]);
    }

    private TcptoFile open() {
        return new TcptoFile(file, clock, () -> 0);
    }

    private String shown() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(new QmailTcpto(home, clock).show(out)).isZero();
        return out.toString(UTF_8);
    }

    @Test
    void agreesWithAnotherThatUsesTheFile() throws IOException {
        TcptoFile first = open();
        first.failed(A);
        now += 200;
        first.failed(A);
        assertThat(first.skip(A)).isTrue();
        assertThat(open().skip(A)).isTrue();
        assertThat(shown()).isEqualTo("192.0.2.1 timed out 0 seconds ago; # recent timeouts: 2\n");
        open().worked(A);
        assertThat(shown()).isEmpty();
        assertThat(open().skip(A)).isFalse();
    }

    @Test
    void makesATableWhereThereIsNoneOfItsSize() throws IOException {
        open().failed(A);
        assertThat(TcptoFile.make(file)).isFalse();
        assertThat(shown()).contains("192.0.2.1");
        // netqmail's table: 64 records of 16 bytes; then a link to somewhere else.
        Files.write(file, new byte[1024]);
        assertThat(TcptoFile.make(file)).isTrue();
        assertThat(file).hasSize(TcptoTable.BYTES);
        Files.move(file, home.resolve("elsewhere"));
        Files.createSymbolicLink(file, home.resolve("elsewhere"));
        assertThat(TcptoFile.make(file)).isTrue();
        assertThat(file).hasSize(TcptoTable.BYTES).isRegularFile();
        assertThat(Files.isSymbolicLink(file)).isFalse();
        file = home.resolve("fresh/queue/lock/tcpto");
        assertThat(TcptoFile.make(file)).isTrue();
        open().failed(A);
        assertThat(file).hasSize(TcptoTable.BYTES);
    }

    @Test
    void doesNotTouchTheFileWhileEverythingWorks() throws IOException {
        Files.setLastModifiedTime(file, FileTime.fromMillis(1000));
        TcptoFile table = open();
        for (int i = 0; i < 10; i++) {
            assertThat(table.skip(A)).isFalse();
            table.worked(A);
        }
        assertThat(Files.getLastModifiedTime(file).toMillis()).isEqualTo(1000);
    }

    @Test
    void remembersInMemoryWithoutTheFile() throws IOException {
        Files.delete(file);
        TcptoFile table = open();
        table.failed(A);
        now += 200;
        table.failed(A);
        assertThat(table.skip(A)).isTrue();
        table.worked(A);
        assertThat(table.skip(A)).isFalse();
        assertThat(file).doesNotExist();
    }

    @Test
    void leavesAShortFileAlone() throws IOException {
        Files.write(file, new byte[32]);
        TcptoFile table = open();
        table.failed(A);
        now += 200;
        table.failed(A);
        assertThat(table.skip(A)).isTrue();
        assertThat(Files.size(file)).isEqualTo(32);
    }

    @Test
    void clears() throws IOException {
        TcptoFile table = open();
        table.failed(A);
        table.clear();
        assertThat(shown()).isEmpty();
        Files.delete(file);
        table.clear();
        assertThat(file).doesNotExist();
    }
}
