package eqmail.doctor;

import java.io.IOException;
import java.util.List;

/** Directories, commands and libraries of the home: what instcheck(8) says. */
public final class Installation implements Check {
    private final boolean installed;
    private final InstCheck instcheck;

    /** Compares a home with what was installed. */
    @FunctionalInterface
    public interface InstCheck {
        /** A line for each difference. */
        List<String> complaints() throws IOException, InterruptedException;
    }

    /**
     * Believes {@code instcheck}.
     *
     * @param installed are there commands in the home? A home for {@code eqmail run} has none.
     */
    public Installation(boolean installed, InstCheck instcheck) {
        this.installed = installed;
        this.instcheck = instcheck;
    }

    @Override
    public String subject() {
        return "installation";
    }

    @Override
    public List<Finding> look() throws IOException, InterruptedException {
        if (!installed) {
            return List.of(Finding.ok("none: this home is for eqmail run"));
        }
        List<String> complaints = instcheck.complaints();
        if (complaints.isEmpty()) {
            return List.of(Finding.ok("owners and permissions are right"));
        }
        String first = complaints.getFirst().replaceFirst("^[a-z-]+: (warning|fatal): ", "");
        String more = complaints.size() == 1 ? "" : ", and " + (complaints.size() - 1) + " more: see instcheck";
        return List.of(Finding.fail(first + more, "make setup, or install the package again"));
    }
}
