package eqmail.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Checks a whole configuration: every control file by its {@link Kind}, then each by the room that reads it. Changes
 * nothing and asks nobody but the disk.
 */
public final class ControlCheck {
    /** What is made by a command from what people write. */
    private static final Map<String, String> SOURCES = new TreeMap<>(Map.of(
            "control/morercpthosts.cdb", "control/morercpthosts",
            "control/tcprules.cdb", "control/tcprules",
            "users/cdb", "users/assign"));

    private final Control control;
    private final List<Owner> owners;

    /** A room that reads control files. */
    @FunctionalInterface
    public interface Owner {
        /**
         * Reads its files as for a start of its program.
         *
         * @throws IOException for the first that cannot be used; the message names file and fault
         */
        void read(Control control) throws IOException;
    }

    /** Checks the files below {@code home}, as strictly as the resident server reads them. */
    public ControlCheck(Path home, List<Owner> owners) {
        this.control = Control.strict(home);
        this.owners = List.copyOf(owners);
    }

    /** A line {@code FILE: fault} or {@code FILE: line N: fault} for each thing that is wrong; none if all is well. */
    public Set<String> faults() {
        Set<String> faults = new LinkedHashSet<>();
        for (ControlFile file : ControlFile.values()) {
            check(file, faults);
        }
        SOURCES.forEach((made, source) -> age(made, source).ifPresent(faults::add));
        owners.forEach(owner -> check(owner, faults));
        return faults;
    }

    private void check(ControlFile file, Set<String> faults) {
        Path path = control.home().resolve(file.path());
        if (file.kind() == Kind.FOLDER) {
            if (Files.exists(path) && !Files.isDirectory(path)) {
                faults.add(file.path() + ": is not a directory");
            }
            return;
        }
        try {
            Optional<String> text = control.text(file.path());
            text.ifPresent(t -> Syntax.faults(file.kind(), t).forEach(f -> faults.add(file.path() + ": " + f)));
            if (file.kind() == Kind.NUMBER) {
                control.number(file.path(), 0);
            }
        } catch (ControlException e) {
            faults.add(e.getMessage());
        }
    }

    /** A compiled file that is older than its source says what was true before. */
    private Optional<String> age(String made, String source) {
        try {
            var compiled = Files.getLastModifiedTime(control.home().resolve(made));
            var written = Files.getLastModifiedTime(control.home().resolve(source));
            // Copying a home may round times to seconds.
            return written.toMillis() / 1000 > compiled.toMillis() / 1000
                    ? Optional.of(made + ": is older than " + source)
                    : Optional.empty();
        } catch (NoSuchFileException oneIsMissing) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(made + ": " + Fault.text(e));
        }
    }

    /** One fault does not hide the next: after it the room reads the rest as if that file were missing. */
    private void check(Owner owner, Set<String> faults) {
        Control view = control;
        while (true) {
            try {
                owner.read(view);
                return;
            } catch (ControlException e) {
                boolean there = Files.exists(control.home().resolve(e.file()));
                if (view != control && (view.isHidden(e.file()) || !there)) {
                    return; // that is only because of what was hidden
                }
                faults.add(e.getMessage());
                if (!there) {
                    return;
                }
                view = view.without(e.file());
            } catch (IOException e) {
                faults.add(String.valueOf(e.getMessage()));
                return;
            }
        }
    }
}
