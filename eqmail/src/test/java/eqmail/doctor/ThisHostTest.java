package eqmail.doctor;

import static eqmail.doctor.Patient.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.control.ControlCheck;
import eqmail.fs.Disk;
import eqmail.fs.RealDisk;
import eqmail.fs.RecordingDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clock, disk, files. */
class ThisHostTest {
    private static final Path ROOT = Path.of("/disk");
    private static final Path SPOOL = ROOT.resolve("spool");

    @TempDir
    Path home;

    private Patient patient = new Patient(Path.of(""));
    private final RecordingDisk disk = new RecordingDisk(ROOT);

    @BeforeEach
    void lay() throws IOException {
        patient = new Patient(home).with("control/me", "mail.example.org\n");
    }

    @Test
    void theClockIsKeptRight() throws Exception {
        Instant now = Instant.parse("2026-11-28T00:00:00Z");
        assertThat(told(new HostClock(() -> now, () -> true))).containsExactly("OK kept right by a time service");
        assertThat(told(new HostClock(() -> now, () -> false))).containsExactly("WARN nothing keeps it right");
        assertThat(told(new HostClock(() -> Instant.EPOCH, () -> true)))
                .containsExactly("FAIL it says 1970-01-01T00:00:00Z, which cannot be");
    }

    /** Each look at the clock is so many nanoseconds after the one before. */
    private List<String> sync(String type, long nanos) throws Exception {
        disk.makeDirectory(SPOOL);
        disk.makeDirectory(SPOOL.resolve("log"));
        AtomicLong clock = new AtomicLong();
        return told(new DiskSync(disk, SPOOL, directory -> type, () -> clock.addAndGet(nanos)));
    }

    @ParameterizedTest
    @CsvSource({
        "ext4, 2000000, OK a sync takes 2000 microseconds (ext4)",
        "xfs, 9000, 'WARN a sync takes 9 microseconds, so it probably does not wait for the disk (xfs)'",
        "ext4, 90000000, WARN a sync takes 90000 microseconds",
        "tmpfs, 2000000, 'FAIL /disk/spool is on tmpfs, which may be gone after a restart'",
        "overlay, 2000000, WARN /disk/spool goes when the container is replaced",
    })
    void aSyncReachesTheDiskAndDoesNotTakeLong(String type, long nanos, String told) throws Exception {
        assertThat(sync(type, nanos)).containsExactly(told);
        assertThat(disk.list(SPOOL)).doesNotContain("doctor.tmp");
    }

    @Test
    void aDiskThatFailsIsNotHidden() {
        disk.fault((what, file) -> what.equals("force") ? new IOException("Input/output error") : null);
        assertThatThrownBy(() -> sync("ext4", 1)).hasMessageContaining("Input/output error");
    }

    @Test
    void aHomeWithoutSpoolIsNotMeasured() throws Exception {
        assertThat(told(new DiskSync(disk, SPOOL, directory -> "ext4", () -> 0)))
                .containsExactly("WARN there is no /disk/spool yet");
    }

    @Test
    void thereIsRoom() throws Exception {
        DiskSpace space = new DiskSpace(disk, SPOOL);
        disk.space(new Disk.Space(5L << 30, Long.MAX_VALUE));
        assertThat(told(space)).containsExactly("OK 5120 MiB free for /disk/spool");
        disk.space(new Disk.Space(500 << 20, 100_000));
        assertThat(told(space)).containsExactly("WARN 500 MiB free for /disk/spool, 100000 files");
        disk.space(new Disk.Space(5L << 30, 9_999));
        assertThat(told(space)).containsExactly("WARN 5120 MiB free for /disk/spool, 9999 files");
        disk.space(new Disk.Space(63 << 20, 100_000));
        assertThat(told(space)).containsExactly("FAIL 63 MiB free for /disk/spool, 100000 files");
    }

    @Test
    void aQueueThatWasNeverUsedIsHealthy() throws Exception {
        assertThat(told(new SpoolHealth(new RealDisk(), home.resolve("spool/log"))))
                .containsExactly("OK not begun");
    }

    @Test
    void theInstallationIsWhatInstcheckSays() throws Exception {
        assertThat(told(new Installation(true, List::of))).containsExactly("OK owners and permissions are right");
        assertThat(told(new Installation(true, () -> List.of("instcheck: warning: /q/bin has wrong owner"))))
                .containsExactly("FAIL /q/bin has wrong owner");
        assertThat(told(new Installation(true, () -> List.of("instcheck: warning: a", "x", "y"))))
                .containsExactly("FAIL a, and 2 more: see instcheck");
        assertThat(told(new Installation(false, () -> List.of("x"))))
                .containsExactly("OK none: this home is for eqmail run");
    }

    @Test
    void theConfigurationIsWhatTheCheckSays() throws Exception {
        assertThat(told(new Configuration(new ControlCheck(home, List.of(), List.of()))))
                .containsExactly("OK every control file can be understood");
        patient.with("control/concurrencyremote", "0\n");
        assertThat(told(new Configuration(new ControlCheck(home, List.of(), List.of()))))
                .containsExactly("WARN control/concurrencyremote: 0 holds all mail");
        patient.with("control/databytes", "x\n").with("control/helohost", "a b\n");
        assertThat(told(new Configuration(new ControlCheck(home, List.of(), List.of()))))
                .containsExactly("FAIL control/databytes: not a number: x, and 1 more");
    }

    @Test
    void keysAndPasswordsAreNotForEverybody() throws Exception {
        Secrets secrets = new Secrets(patient.control());
        patient.with("control/smtproutes", ":relay.example.net\n");
        mode("control/smtproutes", "rw-r--r--");
        assertThat(told(secrets)).containsExactly("OK keys and passwords are not for everybody");
        patient.with("control/smtproutes", ":relay.example.net user secret\n");
        patient.with("control/servercerts/a.example.pem", "key");
        patient.with("users/smtpauth", "user:secret\n");
        mode("control/servercerts/a.example.pem", "rw-r--r--");
        mode("users/smtpauth", "rw-r-----");
        assertThat(told(secrets))
                .containsExactly(
                        "FAIL control/smtproutes can be read by every account",
                        "FAIL control/servercerts/a.example.pem can be read by every account");
    }

    private void mode(String file, String mode) throws IOException {
        Files.setPosixFilePermissions(home.resolve(file), PosixFilePermissions.fromString(mode));
    }

    @Test
    void knowsTheTimeThatAFastDiskTakes() throws Exception {
        assertThat(sync("ext4", Duration.ofNanos(15_000).toNanos()))
                .containsExactly("OK a sync takes 15 microseconds (ext4)");
    }
}
