package eqmail.doctor;

import eqmail.control.Control;
import eqmail.tls.CertificateFacts;
import eqmail.tls.CredentialException;
import eqmail.tls.ServerTls;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The certificate that the server shows: there, in time, of this host, and signed by somebody whom others know. */
public final class Certificate implements Check {
    /** Authorities give ninety days and want to be asked again after sixty. */
    private static final Duration SOON = Duration.ofDays(21);

    private final Control control;
    private final InstantSource clock;

    /** For {@code control/servercert.pem}. */
    public Certificate(Control control, InstantSource clock) {
        this.control = control;
        this.clock = clock;
    }

    @Override
    public String subject() {
        return "certificate";
    }

    @Override
    public List<Finding> look() throws IOException {
        if (!Files.exists(control.home().resolve(ServerTls.CERTIFICATE))) {
            return List.of(Finding.warn(
                    "there is none, so mail comes in unencrypted",
                    "eqmail cert, or one of an authority: eqmail cert-req"));
        }
        Instant now = clock.instant();
        String me = HostName.me(control);
        try {
            return findings(CertificateFacts.read(control, ServerTls.CERTIFICATE, me, now), me, now);
        } catch (CredentialException e) {
            return List.of(Finding.fail(
                    String.valueOf(e.getMessage()), "put a key and its certificate into " + ServerTls.CERTIFICATE));
        }
    }

    private static List<Finding> findings(CertificateFacts facts, String me, Instant now) {
        List<Finding> findings = new ArrayList<>();
        long days = Duration.between(now, facts.expires()).toDays();
        String renew = facts.selfSigned()
                ? "move control/servercert.pem away, then eqmail cert"
                : "have it renewed; the server reads the new file by itself";
        if (now.isAfter(facts.expires())) {
            findings.add(Finding.fail("it has expired on " + facts.expires(), renew));
        } else if (Duration.between(now, facts.expires()).compareTo(SOON) < 0) {
            findings.add(Finding.warn("it expires in " + days + " days", renew));
        } else {
            findings.add(Finding.ok("good for " + days + " days"));
        }
        facts.nameFault()
                .ifPresent(fault -> findings.add(
                        Finding.warn("it is not that of " + me + ": " + fault, "get one with the name " + me)));
        if (facts.selfSigned()) {
            findings.add(Finding.warn(
                    "signed by itself: enough for other servers, not for people's mail programs",
                    "eqmail cert-req, or a client of the ACME protocol"));
        } else if (!now.isAfter(facts.expires())) {
            facts.chainFault()
                    .ifPresent(fault -> findings.add(Finding.warn(
                            "others cannot trace it back: " + fault,
                            "append the certificates in between to control/servercert.pem")));
        }
        return findings;
    }
}
