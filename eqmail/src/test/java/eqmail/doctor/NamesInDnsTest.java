package eqmail.doctor;

import static eqmail.doctor.Patient.told;
import static org.assertj.core.api.Assertions.assertThat;

import eqmail.dns.Answer;
import eqmail.dns.FakeResolver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Host name, reverse name and MX records. */
class NamesInDnsTest {
    @TempDir
    Path home;

    private final FakeResolver dns = new FakeResolver();
    private Patient patient = new Patient(Path.of(""));

    @BeforeEach
    void name() throws IOException {
        patient = new Patient(home).with("control/me", "mail.example.org\n");
    }

    private void ptr(String address, String name) {
        dns.answer(address + " PTR", new Answer.Found<>(List.of(name), 60));
    }

    private Check hostName() {
        return new HostName(patient.control(), dns, Patient::isOurs);
    }

    private Check reverseName() {
        return new ReverseName(patient.control(), dns);
    }

    private Check incoming() {
        return new IncomingMail(patient.control(), dns, Patient::isOurs);
    }

    @Test
    void theNameIsFullAndOurs() throws Exception {
        dns.address("mail.example.org", "192.0.2.1");
        assertThat(told(hostName())).containsExactly("OK mail.example.org has the address 192.0.2.1");
    }

    @Test
    void theNameMayBeThatOfARouter() throws Exception {
        dns.address("mail.example.org", "198.51.100.1");
        assertThat(told(hostName()))
                .containsExactly("WARN mail.example.org has the address 198.51.100.1, which is on no interface here");
    }

    @Test
    void aNameWithoutAddressOrDotFails() throws Exception {
        assertThat(told(hostName())).containsExactly("FAIL mail.example.org has no address in DNS");
        dns.fails("mail.example.org");
        assertThat(told(hostName())).containsExactly("FAIL no name server tells the address of mail.example.org");
        patient.with("control/me", "mail\n");
        assertThat(told(hostName())).containsExactly("FAIL mail is not a full name");
        patient.with("control/me", "\n");
        assertThat(told(hostName())).containsExactly("FAIL control/me is missing or empty");
    }

    @Test
    void theReverseNameLeadsBack() throws Exception {
        dns.address("mail.example.org", "192.0.2.1");
        ptr("192.0.2.1", "mail.example.org");
        assertThat(told(reverseName())).containsExactly("OK 192.0.2.1 is called mail.example.org");
        ptr("192.0.2.1", "host.provider.net");
        assertThat(told(reverseName()))
                .containsExactly("FAIL 192.0.2.1 is called host.provider.net, which is another host");
        dns.address("host.provider.net", "192.0.2.1");
        assertThat(told(reverseName()))
                .containsExactly("WARN 192.0.2.1 is called host.provider.net, not mail.example.org");
    }

    @Test
    void aMissingReverseNameFailsAnUnknownOneDoesNot() throws Exception {
        dns.address("mail.example.org", "192.0.2.1", "2001:db8::1").fails("192.0.2.1");
        assertThat(told(reverseName()))
                .containsExactly("WARN no name server tells the name of 192.0.2.1", "FAIL 2001:db8::1 has no name");
    }

    @Test
    void withoutAddressThereIsNoReverseName() throws Exception {
        assertThat(told(reverseName())).containsExactly("WARN no address to look up");
    }

    @Test
    void mailForEachDomainComesHere() throws Exception {
        patient.with("control/locals", "localhost\nexample.org\nexample.net\n")
                .with("control/rcpthosts", "Example.ORG\n.example.com\nlost.example\nslow.example\n");
        dns.mx("example.org", "20 other.example.org", "10 mail.example.org")
                .address("mail.example.org", "192.0.2.1")
                .address("example.net", "198.51.100.1")
                .mx("lost.example", "10 mx.elsewhere.net")
                .fails("slow.example");
        assertThat(told(incoming()))
                .containsExactly(
                        "WARN example.net has no MX record, and its address is not ours",
                        "OK mail for example.org comes to mail.example.org",
                        "WARN mail for lost.example goes to mx.elsewhere.net",
                        "WARN no name server tells where mail for slow.example goes",
                        "WARN mail for example.net is taken from nobody outside");
    }

    @Test
    void virtualDomainsComeHereTooAndAreTaken() throws Exception {
        patient.with("control/locals", "mail.example.org\n")
                .with(
                        "control/virtualdomains",
                        "Example.net:ann\nexample.com:\n.example.edu:bob\njoe@x.example:joe\n:all\n")
                .with("control/rcpthosts", "example.org\n");
        dns.address("mail.example.org", "192.0.2.1")
                .mx("example.net", "0 mail.example.org")
                .mx("example.org", "0 mail.example.org");
        assertThat(told(incoming()))
                .containsExactly(
                        "OK mail for example.net comes to mail.example.org",
                        "OK mail for example.org comes to mail.example.org",
                        "OK mail for mail.example.org comes to mail.example.org",
                        "WARN mail for example.net is taken from nobody outside",
                        "WARN mail for mail.example.org is taken from nobody outside");
    }

    @Test
    void ourNameCountsBehindARouter() throws Exception {
        dns.mx("mail.example.org", "0 mail.example.org").address("mail.example.org", "198.51.100.1");
        assertThat(told(incoming())).containsExactly("OK mail for mail.example.org comes to mail.example.org");
    }

    @Test
    void speaksOfAHostWithoutDomains() throws Exception {
        patient.with("control/locals", "localhost\n").with("control/rcpthosts", "");
        assertThat(told(incoming())).containsExactly("WARN there is no domain to take mail for");
    }
}
