package eqmail.doctor;

import eqmail.control.Control;
import eqmail.doctor.Finding.Level;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Every domain has a postmaster who gets mail (RFC 5321 4.5.1); whoever has trouble with us writes there. */
public final class Postmasters implements Check {
    private final Control control;
    private final Function<String, Check> destination;

    /** {@code destination} follows an address. */
    public Postmasters(Control control, Function<String, Check> destination) {
        this.control = control;
        this.destination = destination;
    }

    @Override
    public String subject() {
        return "postmaster";
    }

    @Override
    public List<Finding> look() throws IOException, InterruptedException {
        List<Finding> findings = new ArrayList<>();
        List<String> reached = new ArrayList<>();
        for (String domain : new OurDomains(control).delivered()) {
            String address = "postmaster@" + domain;
            Optional<Finding> bad = destination.apply(address).look().stream()
                    .filter(finding -> finding.level() == Level.FAIL)
                    .findFirst();
            bad.ifPresentOrElse(
                    fault -> findings.add(
                            Finding.fail("mail for " + address + " " + fault.what(), "see eqmail doctor " + address)),
                    () -> reached.add(address));
        }
        if (!reached.isEmpty()) {
            findings.addFirst(Finding.ok("mail for " + String.join(", ", reached) + " arrives"));
        }
        return findings.isEmpty() ? List.of(Finding.ok("no domain is delivered here")) : findings;
    }
}
