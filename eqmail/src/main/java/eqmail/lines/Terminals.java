package eqmail.lines;

import eqmail.bytes.Latin1;
import eqmail.posix.Credentials;
import eqmail.posix.Descriptor;
import eqmail.posix.FileStatus;
import eqmail.posix.OpenFlag;
import eqmail.posix.PosixException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The terminals that users are logged in at, as utmp(5) lists them. */
public final class Terminals {
    /** What the terminals of the host are. */
    public static final Terminals OF_HOST = new Terminals(Path.of("/run/utmp"), "/dev");

    /** Size of a record and places in it; times and session take 64 bits each on aarch64. */
    private static final int RECORD = System.getProperty("os.arch", "").equals("aarch64") ? 400 : 384;

    private static final int LINE_AT = 8;
    private static final int USER_AT = 44;
    private static final int NAME_BYTES = 32;

    /** So a user says that he wants to be told (biff y). */
    private static final int WANTED = 0100;

    private final Path utmp;
    private final String devices;

    /**
     * Terminals listed in {@code utmp}.
     *
     * @param devices the directory that their names are relative to
     */
    public Terminals(Path utmp, String devices) {
        this.utmp = utmp;
        this.devices = devices;
    }

    /** Writes {@code text} to every terminal of {@code user} that belongs to our own account and wants it. */
    void write(String user, String text) {
        if (user.length() > NAME_BYTES) {
            return;
        }
        for (String line : lines(user)) {
            try (Descriptor terminal =
                    Descriptor.open(devices + "/" + line, OpenFlag.WRITE, OpenFlag.APPEND, OpenFlag.NON_BLOCKING)) {
                FileStatus status = terminal.status();
                if ((status.mode() & WANTED) != 0 && status.uid() == Credentials.uid()) {
                    terminal.writeAll(Latin1.bytes(text));
                }
            } catch (PosixException closedToUs) {
                // The user may have others.
            }
        }
    }

    private List<String> lines(String user) {
        List<String> lines = new ArrayList<>();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(utmp))) {
            byte[] record = in.readNBytes(RECORD);
            for (; record.length == RECORD; record = in.readNBytes(RECORD)) {
                String line = text(record, LINE_AT);
                if (text(record, USER_AT).equals(user) && isBelowDevices(line)) {
                    lines.add(line);
                }
            }
        } catch (IOException nobodyIsHere) {
            return lines;
        }
        return lines;
    }

    private static boolean isBelowDevices(String line) {
        return !line.isEmpty() && line.charAt(0) != '/' && line.indexOf('.') < 0;
    }

    private static String text(byte[] record, int at) {
        return Latin1.cString(Latin1.string(record, at, NAME_BYTES));
    }
}
