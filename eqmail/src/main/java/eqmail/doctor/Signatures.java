package eqmail.doctor;

import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.dkim.PublishedKey;
import eqmail.dkim.QdkimConf;
import eqmail.dkim.SigningKey;
import eqmail.dkim.SigningKeys;
import eqmail.dkim.UnusableKeyException;
import eqmail.dns.Answer;
import eqmail.dns.Resolver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The DKIM keys of the domains that people here write as: are they used, and published? */
public final class Signatures implements Check {
    private static final String MAKE = "mkdkimkey ";

    private final Control control;
    private final Resolver resolver;

    /** For the keys that etc/qdkim.conf names. */
    public Signatures(Control control, Resolver resolver) {
        this.control = control;
        this.resolver = resolver;
    }

    @Override
    public String subject() {
        return "DKIM key";
    }

    @Override
    public List<Finding> look() throws IOException, InterruptedException {
        QdkimConf conf = QdkimConf.read(control.home(), Map.of());
        List<Finding> findings = new ArrayList<>();
        Map<String, SigningKeys.Domain> found = new LinkedHashMap<>();
        List<String> without = new ArrayList<>();
        for (String domain : new OurDomains(control).sending()) {
            try {
                Optional<SigningKeys.Domain> keys = conf.keys().of(domain);
                keys.ifPresentOrElse(own -> found.put(own.domain(), own), () -> without.add(domain));
            } catch (UnusableKeyException e) {
                findings.add(Finding.fail(String.valueOf(e.getMessage()), "put another key there: " + MAKE + domain));
            }
        }
        boolean used = isUsed(conf);
        for (SigningKeys.Domain domain : found.values()) {
            for (SigningKey key : domain.keys()) {
                findings.add(of(key, domain.domain(), used));
            }
        }
        if (!found.isEmpty() && !used) {
            findings.add(Finding.warn(
                    "there are keys, but nothing signs with them",
                    "echo DOSIGN=1 >>etc/qdkim.conf; echo bin/dkim-sign >>control/remotefilters"));
        }
        without.forEach(domain -> findings.add(Finding.warn(
                "nothing signs for " + domain, MAKE + domain + ", and publish the record that it prints")));
        return findings;
    }

    /** By the filter, or by what beforemote calls. */
    private boolean isUsed(QdkimConf conf) throws ControlException {
        boolean called =
                control.list("control/remotefilters").orElse(List.of()).stream().anyMatch(line -> line.contains("dkim"))
                        || control.text("control/beforemote").orElse("").contains("dkim");
        return conf.signs() && called;
    }

    private Finding of(SigningKey key, String domain, boolean used) throws InterruptedException {
        String name = PublishedKey.name(key, domain);
        Answer<String> answer = resolver.txt(name);
        if (answer.failed()) {
            return Finding.warn("no name server tells the record " + name, "see name servers below");
        }
        Optional<String> fault = PublishedKey.fault(key, answer.records());
        if (fault.isEmpty()) {
            return Finding.ok(name + " is published");
        }
        String what = name + " does not prove our signatures: " + fault.get();
        String mend = "publish the record that mkdkimkey -p -s " + key.selector() + " " + domain + " prints";
        return used ? Finding.fail(what, mend) : Finding.warn(what, mend);
    }
}
