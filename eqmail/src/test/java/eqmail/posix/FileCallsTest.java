package eqmail.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FileCallsTest {
    @TempDir
    Path folder;

    private String file;

    @BeforeEach
    void makesAFile() throws PosixException {
        file = folder + "/\u00e9";
        try (Descriptor descriptor = Descriptor.create(file, 0600, OpenFlag.WRITE)) {
            descriptor.writeAll(new byte[3]);
        }
    }

    private static void refused(Streams.Task task, Errno errno) {
        assertThatExceptionOfType(PosixException.class)
                .isThrownBy(task::run)
                .satisfies(e -> assertThat(e.errno()).isEqualTo(errno));
    }

    @Test
    void tellsWhatStatKnows() throws PosixException {
        FileStatus status = FileCalls.stat(file).orElseThrow();
        assertThat(status.isFile()).isTrue();
        assertThat(status.size()).isEqualTo(3);
        assertThat(status.links()).isEqualTo(1);
        assertThat(status.uid()).isEqualTo(Credentials.effectiveUid());
        assertThat(FileCalls.stat(folder + "/none")).isEmpty();
        refused(() -> FileCalls.stat(file + "/below"), Errno.ENOTDIR);
        assertThat(FileCalls.stat("/dev/null").orElseThrow().isFile()).isFalse();
    }

    @Test
    void agreesWithTheStatCommand() throws Exception {
        FileCalls.mode(file, 04751);
        FileStatus status = FileCalls.stat(file).orElseThrow();
        long major = status.device() >> 32;
        long minor = status.device() & 0xffff_ffffL;
        String ours = Integer.toOctalString(status.permissions()) + " " + status.inode() + " " + status.gid() + " "
                + (major << 8 | minor) + " " + status.modified().getEpochSecond() + " "
                + status.accessed().getEpochSecond() + "\n";
        assertThat(Streams.output(Streams.shell("stat -c '%a %i %g %d %Y %X' \"$1\"", file)))
                .isEqualTo(ours);
    }

    @Test
    void givesAndTakesNames() throws PosixException {
        FileCalls.link(file, folder + "/second");
        assertThat(FileCalls.stat(file).orElseThrow().links()).isEqualTo(2);
        refused(() -> FileCalls.link(file, folder + "/second"), Errno.EEXIST);
        FileCalls.rename(folder + "/second", folder + "/third");
        FileCalls.unlink(file);
        assertThat(FileCalls.list(folder.toString())).containsExactly("third");
        refused(() -> FileCalls.unlink(file), Errno.ENOENT);
    }

    @Test
    void listsNamesAsTheirBytes() throws PosixException {
        for (int i = 0; i < 1000; i++) {
            Descriptor.create(folder + "/a rather long name, so that more than one reading is needed " + i, 0600)
                    .close();
        }
        assertThat(FileCalls.list(folder.toString()))
                .hasSize(1001)
                .doesNotHaveDuplicates()
                .contains("\u00e9");
        refused(() -> FileCalls.list(file), Errno.ENOTDIR);
    }

    @Test
    void doesNotFollowALinkWhenAskedNotTo() throws PosixException {
        String link = folder + "/link";
        FileCalls.symbolicLink("nowhere\u00ff", link);
        assertThat(FileCalls.readLink(link)).isEqualTo("nowhere\u00ff");
        assertThat(FileCalls.stat(link)).isEmpty();
        assertThat(FileCalls.linkStatus(link).orElseThrow().isLink()).isTrue();
        FileCalls.linkOwner(link, -1, Credentials.effectiveGid());
        refused(() -> FileCalls.owner(link, -1, Credentials.effectiveGid()), Errno.ENOENT);
        refused(() -> FileCalls.readLink(file), Errno.EINVAL);
    }

    @Test
    void makesAndRemovesDirectoriesAndPipes() throws PosixException {
        FileCalls.makeDirectory(folder + "/d", 0700);
        FileCalls.makePipe(folder + "/p", 0600);
        assertThat(FileCalls.stat(folder + "/d").orElseThrow().isDirectory()).isTrue();
        assertThat(FileCalls.stat(folder + "/p").orElseThrow().isPipe()).isTrue();
        refused(() -> Descriptor.open(folder + "/p", OpenFlag.WRITE, OpenFlag.NON_BLOCKING), Errno.ENXIO);
        refused(() -> FileCalls.unlink(folder + "/d"), Errno.EISDIR);
        FileCalls.removeDirectory(folder + "/d");
        assertThat(FileCalls.stat(folder + "/d")).isEmpty();
    }

    @Test
    void setsTimesToTheNanosecond() throws PosixException {
        Instant accessed = Instant.ofEpochSecond(1_000_000_000, 123_456_789);
        Instant modified = Instant.ofEpochSecond(2_000_000_000, 987_654_321);
        FileCalls.times(file, accessed, modified);
        FileStatus status = FileCalls.stat(file).orElseThrow();
        assertThat(status.accessed()).isEqualTo(accessed);
        assertThat(status.modified()).isEqualTo(modified);
    }

    @Test
    void saysWhoMayExecute() throws PosixException {
        assertThat(FileCalls.mayExecute(file)).isFalse();
        FileCalls.mode(file, 0700);
        assertThat(FileCalls.mayExecute(file)).isTrue();
        assertThat(FileCalls.mayExecute(folder + "/none")).isFalse();
    }

    @Test
    void tellsHowMuchRoomIsLeft() throws Exception {
        FreeSpace space = FileCalls.space(folder.toString());
        long all = folder.toFile().getTotalSpace();
        assertThat(space.bytes()).isBetween(0L, all);
        assertThat(space.files()).isBetween(0L, space.allFiles());
        refused(() -> FileCalls.space(folder + "/none"), Errno.ENOENT);
    }

    @Test
    void changesUmaskAndDirectoryOfAProcess() throws Exception {
        try (Child child = Streams.java(Wanders.class).pipeFrom(1).start()) {
            assertThat(Streams.all(child.from(1))).isEqualTo("27 600\n/usr\n0007\n");
        }
    }

    /** Changes what belongs to a whole process; run by {@link #changesUmaskAndDirectoryOfAProcess}. */
    static final class Wanders {
        private Wanders() {}

        public static void main(String[] args) throws Exception {
            FileCalls.umask(027);
            int before = FileCalls.umask(07);
            try (Descriptor made = Descriptor.create("/tmp", 0607, OpenFlag.WRITE, OpenFlag.UNNAMED)) {
                System.out.println(Integer.toOctalString(before) + " "
                        + Integer.toOctalString(made.status().permissions()));
            }
            FileCalls.changeDirectory("/usr");
            System.out.print(Streams.output(Streams.shell("pwd; umask")));
        }
    }
}
