package eqmail.remote;

import eqmail.bytes.Latin1;
import eqmail.net.IpText;
import eqmail.posix.Descriptor;
import eqmail.posix.Locks;
import eqmail.posix.OpenFlag;
import eqmail.posix.PosixException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;

/** The commands {@code qmail-tcpto} and {@code qmail-tcpok}: show and clear the addresses that did not answer lately. */
public final class QmailTcpto {
    private static final int FAILED = 111;
    /** qmail-remote holds the lock for a moment only. */
    private static final Duration LOCK_LIMIT = Duration.ofMinutes(1);

    private final Path home;
    private final InstantSource clock;

    /** Commands for {@code home}. */
    public QmailTcpto(Path home, InstantSource clock) {
        this.home = home;
        this.clock = clock;
    }

    /** Writes a line for each address to {@code out}, faults too; gives the exit code. */
    public int show(OutputStream out) throws IOException {
        StringBuilder text = new StringBuilder();
        int exit = list(text);
        out.write(Latin1.bytes(text.toString()));
        out.flush();
        return exit;
    }

    private int list(StringBuilder text) {
        if (!Files.isDirectory(home.resolve("queue/lock"))) {
            return fatal(text, "chdir", notThere());
        }
        byte[] table = new byte[TcptoTable.BYTES];
        try (Descriptor file = Descriptor.open(file(), OpenFlag.READ)) {
            if (!locked(file)) {
                return fatal(text, "lock tcpto", "timed out");
            }
            int have = readAll(file, table);
            print(text, new TcptoTable(table), have / TcptoTable.RECORD);
            return 0;
        } catch (PosixException e) {
            return fatal(text, step(e), e.text());
        } catch (IOException interrupted) {
            return fatal(text, "lock tcpto", "timed out");
        }
    }

    /** What could not be done, in the original's word. */
    private static String step(PosixException e) {
        return switch (e.call()) {
            case "open" -> "open tcpto";
            case "flock" -> "lock tcpto";
            default -> "read tcpto";
        };
    }

    private void print(StringBuilder text, TcptoTable table, int slots) {
        long now = clock.instant().getEpochSecond();
        for (int slot = 0; slot < slots; slot++) {
            table.entry(slot)
                    .ifPresent(entry -> text.append(IpText.of(entry.address()))
                            .append(" timed out ")
                            .append(now - entry.since())
                            .append(" seconds ago; # recent timeouts: ")
                            .append(entry.failures())
                            .append('\n'));
        }
    }

    /** Clears the table; writes a fault to {@code err}; gives the exit code. */
    public int clear(OutputStream err) throws IOException {
        String directory = home + "/queue/lock";
        if (!Files.isDirectory(Path.of(directory))) {
            return refuse(err, "chdir to " + directory, notThere());
        }
        try (Descriptor file = Descriptor.open(file(), OpenFlag.WRITE)) {
            if (!locked(file)) {
                return refuse(err, "lock " + file(), "timed out");
            }
            file.writeAll(new byte[TcptoTable.BYTES]);
            return 0;
        } catch (PosixException e) {
            String step = switch (e.call()) {
                case "open" -> "write ";
                case "flock" -> "lock ";
                default -> "clear ";
            };
            return refuse(err, step + file(), e.text());
        }
    }

    private String file() {
        return home + "/queue/lock/tcpto";
    }

    private String notThere() {
        return Files.exists(home.resolve("queue/lock")) ? "not a directory" : "file does not exist";
    }

    private static boolean locked(Descriptor file) throws IOException {
        return Locks.await(Locks::tryFlock, file, LOCK_LIMIT, Thread::sleep);
    }

    private static int readAll(Descriptor file, byte[] into) throws PosixException {
        int have = 0;
        while (have < into.length) {
            int got = file.read(into, have, into.length - have);
            if (got < 0) {
                break;
            }
            have += got;
        }
        Arrays.fill(into, have - have % TcptoTable.RECORD, into.length, (byte) 0);
        return have;
    }

    private static int fatal(StringBuilder text, String what, String why) {
        text.append("fatal: unable to ").append(what).append(": ").append(why).append('\n');
        return FAILED;
    }

    private static int refuse(OutputStream err, String what, String why) throws IOException {
        err.write(Latin1.bytes("qmail-tcpok: fatal: unable to " + what + ": " + why + "\n"));
        err.flush();
        return FAILED;
    }
}
