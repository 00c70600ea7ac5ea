package eqmail.users;

import eqmail.control.Control;
import eqmail.control.ControlException;
import java.util.Optional;

/** users/assign as those see it who check a configuration; qmail-newu says only that something is wrong. */
public final class AssignFile {
    private static final String FILE = "users/assign";

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

    /** Would a file of this line alone be one? */
    private static boolean isAssignment(String line) {
        return AssignTable.parse(line + "\n.\n").isPresent();
    }
}
