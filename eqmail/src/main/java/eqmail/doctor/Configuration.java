package eqmail.doctor;

import eqmail.control.ControlCheck;
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
        Set<String> faults = check.faults();
        if (faults.isEmpty()) {
            return List.of(Finding.ok("every control file can be understood"));
        }
        String more = faults.size() == 1 ? "" : ", and " + (faults.size() - 1) + " more";
        return List.of(
                Finding.fail(faults.iterator().next() + more, "correct the file; qmail-showctl --check shows all"));
    }
}
