package eqmail.mailboxes;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.fs.FaultyFolder;
import eqmail.fs.Folder;
import eqmail.fs.RealFolder;
import eqmail.posix.Errno;
import eqmail.posix.FileCalls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailboxesTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.75Z");
    private static final Map<String, String> ENV = Map.of("MAILDIR", "M", "MAIL", "../mbox", "MAILTMP", "../scratch");
    private static final String OLD = "From old Thu Jan 01 00:00:00 1970\n\nold\n\n";

    @TempDir
    Path folder;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @BeforeEach
    void makeMaildir() throws IOException {
        try (Folder start = RealFolder.open(folder.toString())) {
            assertThat(new MaildirMake(start, err).run(List.of("M"))).isZero();
        }
    }

    private void mail(String name, String text, Instant delivered) throws IOException {
        Path file = Files.writeString(folder.resolve("M").resolve(name), text);
        FileCalls.times(file.toString(), delivered, delivered);
    }

    private String mbox() throws IOException {
        return Files.exists(folder.resolve("mbox")) ? Files.readString(folder.resolve("mbox")) : "";
    }

    private int move() throws IOException {
        try (Folder start = RealFolder.open(folder.toString())) {
            return move(start);
        }
    }

    private int move(Folder start) throws IOException {
        err.reset();
        return new MaildirToMbox(ENV, start, InstantSource.fixed(NOW), err).run();
    }

    private String said() {
        return Latin1.string(err.toByteArray());
    }

    @Test
    void movesNewAndOldMailInTheOrderItCame() throws IOException {
        mail("new/2", "Return-Path: <>\n\nsecond\n", NOW.minusSeconds(20));
        mail("cur/1:2,S", "Return-Path: <a@b>\n\nfirst\nFrom here\n", NOW.minusSeconds(30));
        mail("new/3", "Return-Path: <c@d", NOW.minusSeconds(10));
        mail("new/.hidden", "x\n", NOW.minusSeconds(10));
        assertThat(move()).isZero();
        assertThat(mbox())
                .isEqualTo("From a@b Fri Jan 02 03:03:35 2026\nReturn-Path: <a@b>\n\nfirst\n>From here\n\n"
                        + "From MAILER-DAEMON Fri Jan 02 03:03:45 2026\nReturn-Path: <>\n\nsecond\n\n"
                        + "From c@ Fri Jan 02 03:03:55 2026\nReturn-Path: <c@d\n\n");
        assertThat(folder.resolve("M/cur")).isEmptyDirectory();
        assertThat(folder.resolve("scratch")).doesNotExist();
    }

    @Test
    void whoWaitsForTheLockHasTheRightFile() throws IOException {
        Files.writeString(folder.resolve("mbox"), OLD);
        long before =
                FileCalls.stat(folder.resolve("mbox").toString()).orElseThrow().inode();
        mail("new/1", "x\n", NOW.minusSeconds(10));
        assertThat(move()).isZero();
        assertThat(FileCalls.stat(folder.resolve("mbox").toString())
                        .orElseThrow()
                        .inode())
                .isEqualTo(before);
    }

    @Test
    void removesWhatWasLeftInTmpForDaysOnly() throws IOException {
        mail("tmp/left", "x", NOW.minus(Duration.ofHours(36)).minusSeconds(1));
        mail("tmp/begun", "x", NOW.minus(Duration.ofHours(36)).truncatedTo(ChronoUnit.SECONDS));
        assertThat(move()).isZero();
        assertThat(folder.resolve("M/tmp/left")).doesNotExist();
        assertThat(folder.resolve("M/tmp/begun")).exists();
    }

    @Test
    void losesNothingWhicheverCallFails() throws IOException {
        List<String> failed = new ArrayList<>();
        for (int sound = 0; ; sound++) {
            Files.writeString(folder.resolve("mbox"), OLD);
            mail("new/1", "one\n" + "x".repeat(100_000) + "\n", NOW.minusSeconds(30));
            mail("cur/2", "two\n", NOW.minusSeconds(20));
            FaultyFolder.Fault fault = new FaultyFolder.Fault(sound, Errno.ENOSPC);
            int exit;
            try (Folder start = RealFolder.open(folder.toString())) {
                exit = move(new FaultyFolder(start, fault));
            }
            if (!fault.happened()) {
                assertThat(exit).isZero();
                break;
            }
            failed.add(fault.failed());
            assertThat(mbox()).as(fault.failed()).startsWith(OLD);
            assertThat(count("\none\n") + (Files.exists(folder.resolve("M/new/1")) ? 1 : 0))
                    .as(fault.failed())
                    .isPositive();
            assertThat(count("\ntwo\n") + (Files.exists(folder.resolve("M/cur/2")) ? 1 : 0))
                    .as(fault.failed())
                    .isPositive();
            if (exit != 0) {
                assertThat(mbox()).as(fault.failed()).isEqualTo(OLD);
                assertThat(said()).startsWith("maildir2mbox: fatal: unable to ").contains("out of disk space");
            }
        }
        assertThat(failed).contains("folder", "list", "create", "open", "read", "write", "mode", "sync", "remove");
    }

    private int count(String text) throws IOException {
        return mbox().split(text, -1).length - 1;
    }

    @Test
    void saysThatAMessageWillComeTwice() throws IOException {
        String last = "";
        for (int sound = 0; !last.contains("twice") && sound < 100; sound++) {
            mail("new/1", "x\n", NOW.minusSeconds(30));
            try (Folder start = RealFolder.open(folder.toString())) {
                move(new FaultyFolder(start, new FaultyFolder.Fault(sound, Errno.EROFS)));
            }
            last = said();
        }
        assertThat(last)
                .isEqualTo("maildir2mbox: warning: $MAILDIR/new/1 will be delivered twice;"
                        + " unable to unlink: read-only file system\n");
    }

    @Test
    void writesIntoNothingButAFile() throws IOException {
        mail("new/1", "x\n", NOW.minusSeconds(30));
        Files.createDirectory(folder.resolve("mbox"));
        assertThat(move()).isEqualTo(111);
        assertThat(said()).isEqualTo("maildir2mbox: fatal: unable to lock ../mbox: is a directory\n");
        assertThat(folder.resolve("M/new/1")).exists();
    }

    @Test
    void showsNewMailAgainAndAgain() throws IOException, InterruptedException {
        String seen =
                "Return-Path: <a@b>\nDelivered-To: x@y\nDelivered-To: z\u0001@y\nFrom: A\n B\nSubject: S\n\ntext\n";
        mail("new/1", seen, NOW.minusSeconds(30));
        mail("cur/2", "no longer new\n", NOW.minusSeconds(30));
        List<Duration> pauses = new ArrayList<>();
        MaildirWatch.Pause twice = time -> {
            pauses.add(time);
            if (pauses.size() == 2) {
                throw new InterruptedException("enough");
            }
        };
        try (Folder start = RealFolder.open(folder.toString())) {
            new MaildirWatch(ENV, start, InstantSource.fixed(NOW), twice, out, err).run();
        } catch (InterruptedException stopped) {
            assertThat(pauses).containsOnly(Duration.ofSeconds(30)).hasSize(2);
        }
        String screen = "\033[;H\033[;JFROM <a@b> TO <z?@y>\n\033[1mFrom: A/ B\033[0m\nS//text/\n\n";
        assertThat(Latin1.string(out.toByteArray())).isEqualTo(screen + screen);
    }

    @Test
    void stopsWatchingWhenNobodyLooks() throws IOException, InterruptedException {
        OutputStream gone = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        try (Folder start = RealFolder.open(folder.toString())) {
            MaildirWatch watch = new MaildirWatch(ENV, start, InstantSource.fixed(NOW), time -> {}, gone, err);
            assertThat(watch.run()).isEqualTo(111);
        }
        assertThat(said()).isEmpty();
    }
}
