package eqmail.doctor;

import eqmail.bytes.Latin1;
import eqmail.doctor.Finding.Level;
import eqmail.log.Log;
import java.io.IOException;
import java.io.OutputStream;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Runs checks and tells what they found, as it goes. */
public final class Doctor {
    private static final int ILL = 1;

    private final List<Check> checks;
    private final OutputStream stdout;

    /** Prints to {@code stdout}. */
    public Doctor(List<Check> checks, OutputStream stdout) {
        this.checks = List.copyOf(checks);
        this.stdout = stdout;
    }

    /** 0 if nothing has failed, else 1; warnings do not count. */
    public int run() throws IOException, InterruptedException {
        Map<Level, Integer> counts = new EnumMap<>(Level.class);
        for (Check check : checks) {
            for (Finding finding : look(check)) {
                counts.merge(finding.level(), 1, Integer::sum);
                print(finding.level().word() + "  " + check.subject() + ": " + finding.what());
                if (!finding.mend().isEmpty()) {
                    print("      to mend: " + finding.mend());
                }
            }
        }
        int failed = counts.getOrDefault(Level.FAIL, 0);
        print(counts.getOrDefault(Level.OK, 0) + " ok, " + counts.getOrDefault(Level.WARN, 0) + " warnings, " + failed
                + " failed");
        return failed == 0 ? 0 : ILL;
    }

    private static List<Finding> look(Check check) throws InterruptedException {
        try {
            return check.look();
        } catch (IOException e) {
            return List.of(Finding.warn("cannot be looked at: " + e.getMessage(), "call eqmail doctor as root"));
        }
    }

    private void print(String line) throws IOException {
        stdout.write(Latin1.bytes(Log.printable(line) + "\n"));
    }
}
