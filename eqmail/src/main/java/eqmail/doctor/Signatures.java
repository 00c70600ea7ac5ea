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
import java.nio.file.Path;
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
    private final Optional<ServerAccount> server;

    /** For the keys that etc/qdkim.conf names, and the account that must read them, if it is not that of the caller. */
    public Signatures(Control control, Resolver resolver, Optional<ServerAccount> server) {
        this.control = control;
        this.resolver = resolver;
        this.server = server;
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
            if (server.isPresent()) {
                unreadable(server.get(), conf.keys().looked(domain.domain())).ifPresent(findings::add);
            }
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

    private Optional<Finding> unreadable(ServerAccount account, List<Path> files) throws IOException {
        for (Path file : files) {
            Optional<Path> closed = account.obstacle(control.home(), file);
            if (closed.isPresent()) {
                return Optional.of(Finding.fail(
                        closed.get() + " cannot be read by " + account.name() + ", who signs",
                        "chown -R " + account.name() + " " + file.getParent()));
            }
        }
        return Optional.empty();
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
