package eqmail.doctor;

import eqmail.control.ControlCheck;
import eqmail.control.Flaws;
import java.util.List;
import java.util.Set;

/** All control files: what qmail-showctl --check says. */
public final class Configuration implements Check {
    private final ControlCheck check;

    /** Believes {@code check}. */
    public Configuration(ControlCheck check) {
        this.check = check;
    }

    @Override
    public String subject() {
        return "configuration";
    }

    @Override
    public List<Finding> look() {
        Flaws flaws = check.look();
        Set<String> faults = flaws.faults();
        if (!faults.isEmpty()) {
            return List.of(Finding.fail(first(faults), "correct the file; qmail-showctl --check shows all"));
        }
        Set<String> warnings = flaws.warnings();
        return List.of(
                warnings.isEmpty()
                        ? Finding.ok("every control file can be understood")
                        : Finding.warn(first(warnings), "see whether it is meant so; qmail-showctl --check shows all"));
    }

    private static String first(Set<String> lines) {
        String more = lines.size() == 1 ? "" : ", and " + (lines.size() - 1) + " more";
        return lines.iterator().next() + more;
    }
}
