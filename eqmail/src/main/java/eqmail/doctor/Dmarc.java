package eqmail.doctor;

import eqmail.control.Control;
import eqmail.dkim.DmarcRecord;
import eqmail.dns.Answer;
import eqmail.dns.Resolver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The DMARC records of the domains that people here write as: without one large providers take little mail. */
public final class Dmarc implements Check {
    private final Control control;
    private final Resolver resolver;

    /** For the domains that {@code control} names. */
    public Dmarc(Control control, Resolver resolver) {
        this.control = control;
        this.resolver = resolver;
    }

    @Override
    public String subject() {
        return "DMARC record";
    }

    @Override
    public List<Finding> look() throws IOException, InterruptedException {
        List<Finding> findings = new ArrayList<>();
        for (String domain : new OurDomains(control).sending()) {
            findings.add(of(domain));
        }
        return findings.isEmpty() ? List.of(Finding.warn("no domain to ask about", "see host name above")) : findings;
    }

    /** The record of the domain, else that of the nearest one above it, down to two labels. */
    private Finding of(String domain) throws InterruptedException {
        for (String name = domain; name.indexOf('.') > 0; name = name.substring(name.indexOf('.') + 1)) {
            Answer<String> answer = resolver.txt("_dmarc." + name);
            if (answer.failed()) {
                return Finding.warn("no name server tells the record _dmarc." + name, "see name servers below");
            }
            List<String> records =
                    answer.records().stream().filter(DmarcRecord::is).toList();
            if (!records.isEmpty()) {
                return of(domain, "_dmarc." + name, records);
            }
        }
        return Finding.warn(
                domain + " has none",
                "add the record: _dmarc." + domain + ". TXT \"v=DMARC1; p=none; rua=mailto:postmaster@" + domain
                        + "\"");
    }

    private static Finding of(String domain, String name, List<String> records) {
        if (records.size() > 1) {
            return Finding.warn(name + " has " + records.size() + ", so none counts", "leave one of them");
        }
        try {
            return Finding.ok(
                    domain + " has p=" + DmarcRecord.parse(records.getFirst()).policy());
        } catch (IllegalArgumentException e) {
            return Finding.warn("that of " + name + " means nothing: " + e.getMessage(), "correct it");
        }
    }
}
