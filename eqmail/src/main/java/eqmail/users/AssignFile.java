package eqmail.users;

import eqmail.bytes.Scan;
import eqmail.cdb.CdbReader;
import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.control.Flaws;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** users/assign as those see it who check a configuration; qmail-newu says only that something is wrong. */
public final class AssignFile {
    private static final String FILE = "users/assign";
    private static final String COMPILED = "users/cdb";

    /** Fields of a line: name, account, uid, gid, home and so on. */
    private static final int UID = 2;

    private static final int HOME = 4;

    private AssignFile() {}

    /**
     * Reads the file, if it is there.
     *
     * @throws ControlException if it is not in the format of qmail-users(5); names the first line that is wrong
     */
    public static void read(Control control) throws ControlException {
        Optional<String> text = control.text(FILE);
        if (text.isEmpty() || AssignTable.parse(text.get()).isPresent()) {
            return;
        }
        int number = 0;
        for (String line : text.get().split("\n", -1)) {
            number++;
            if (line.startsWith(".") || !isAssignment(line)) {
                break;
            }
        }
        throw new ControlException(FILE, "line " + number + ": not an assignment, or no line with a dot at the end");
    }

    /**
     * Looks for what {@link #read} lets pass, as qmail-newu does, and deliveries then stumble over; and at the compiled
     * file.
     *
     * @throws ControlException if the file cannot be read
     */
    public static void inspect(Control control, Flaws flaws) throws ControlException {
        compiled(control.home().resolve(COMPILED), flaws);
        int number = 0;
        for (String line : control.text(FILE).orElse(".").split("\n", -1)) {
            number++;
            if (line.startsWith(".")) {
                return;
            }
            String[] fields = line.split(":", -1);
            if (fields.length > HOME && isAssignment(line)) {
                int at = number;
                fault(fields).ifPresent(fault -> flaws.fault(FILE, at, fault));
            }
        }
    }

    private static void compiled(Path file, Flaws flaws) {
        try (CdbReader table = CdbReader.open(file)) {
            if (!table.contains("")) {
                flaws.fault(COMPILED, "not made by qmail-newu: there is no list of wildcards in it");
            }
        } catch (NoSuchFileException none) {
            // Then there are only accounts.
        } catch (IOException e) {
            flaws.fault(COMPILED, String.valueOf(e.getMessage()));
        }
    }

    private static Optional<String> fault(String[] fields) {
        for (String id : List.of(fields[UID], fields[UID + 1])) {
            if (id.isEmpty() || id.chars().anyMatch(c -> c < '0' || c > '9')) {
                return Optional.of("not the number of an account or group: " + id);
            }
        }
        if (Scan.numberOrZero(fields[UID]) == 0) {
            return Optional.of("nothing is delivered as root");
        }
        return fields[HOME].startsWith("/") ? Optional.empty() : Optional.of("not an absolute path: " + fields[HOME]);
    }

    /** Would a file of this line alone be one? */
    private static boolean isAssignment(String line) {
        return AssignTable.parse(line + "\n.\n").isPresent();
    }
}
