package eqmail.tls;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.control.Control;
import eqmail.control.Flaws;
import eqmail.golden.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsFilesTest {
    private static final String PRIVATE_KEY = "(?s)-----BEGIN PRIVATE KEY.*END PRIVATE KEY-----\\n";

    @TempDir
    Path home;

    private Flaws look() throws IOException {
        Flaws flaws = new Flaws();
        TlsFiles.inspect(new Control(home), flaws);
        return flaws;
    }

    private static String pem() throws GeneralSecurityException {
        return Issue.selfSigned("mail.example.org", "EC", Instant.EPOCH, Duration.ofDays(1));
    }

    private static String certificate() throws GeneralSecurityException {
        return pem().replaceFirst(PRIVATE_KEY, "");
    }

    @Test
    void aHomeWithoutTlsIsInOrder() throws IOException {
        assertThat(look().faults()).isEmpty();
        assertThat(look().warnings()).isEmpty();
    }

    @Test
    void takesWhatCanBeUsed() throws Exception {
        Golden.lay(home, "control/servercert.pem", pem());
        Golden.lay(home, "control/clientcert.pem", pem());
        Golden.lay(home, "control/servercerts/mail.example.org.pem", pem());
        Golden.lay(home, "control/tlshosts/mx.example.net.pem", certificate());
        Golden.lay(home, "control/tlshosts/exhaustivelist", "");
        Golden.lay(home, "control/clientca.pem", certificate());
        Golden.lay(home, "control/tlsclients", "joe@example.org\n");
        Golden.lay(home, "control/tlsserverciphers", "HIGH\n!aNULL\n");
        Golden.lay(home, "control/tlsprovider", "jdk\n");
        Golden.lay(home, "control/dh2048.pem", Pem.text("DH PARAMETERS", new byte[9]));
        Golden.lay(home, "control/rsa2048.pem", Pem.text("RSA PRIVATE KEY", new byte[9]));
        assertThat(look().faults()).isEmpty();
        assertThat(look().warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "servercert.pem            | there is no certificate in it",
                "clientcert.pem            | there is no certificate in it",
                "servercerts/a.pem         | there is no certificate in it",
                "tlshosts/a.pem            | there is no certificate in it",
                "clientca.pem              | there is no certificate in it",
                "clientcrl.pem             | there is no list in it, so no certificate is believed",
                "tlsclients                | nobody's certificate is believed without control/clientca.pem",
                "tlsclientciphers          | line 1: nothing means no cipher that can be used here",
                "tlsserverciphers          | line 1: nothing means no cipher that can be used here",
                "tlsprovider               | neither jdk nor conscrypt: nothing",
            })
    void namesEachFileThatCannotBeUsed(String file, String fault) throws Exception {
        Golden.lay(home, "control/" + file, "nothing\n");
        assertThat(look().faults()).contains("control/" + file + ": " + fault);
    }

    @Test
    void oneFaultDoesNotHideTheNext() throws Exception {
        Golden.lay(home, "control/servercert.pem", certificate());
        Golden.lay(home, "control/clientcert.pem", pem() + "-----BEGIN CERTIFICATE-----\nx");
        String keyOfAnother = pem().replaceFirst("(?s)-----BEGIN CERTIFICATE.*END CERTIFICATE-----\\n", "");
        Golden.lay(home, "control/servercerts/a.pem", keyOfAnother + certificate());
        assertThat(look().faults())
                .containsExactly(
                        "control/servercert.pem: there is no private key in it",
                        "control/clientcert.pem: not a PEM file: no end of CERTIFICATE",
                        "control/servercerts/a.pem: a private key in it belongs to none of its certificates");
    }

    @Test
    void speaksOfListsThatLeaveNothing() throws Exception {
        Golden.lay(
                home,
                "control/tlsserverciphers",
                "HIGH:!HIGH\n!TLS_AES_256_GCM_SHA384\n!TLS_AES_128_GCM_SHA256\n!TLS_CHACHA20_POLY1305_SHA256\n");
        assertThat(look().faults()).contains("control/tlsserverciphers: no cipher is left");
    }

    @Test
    void warnsOfWhatHasNoEffect() throws Exception {
        Golden.lay(home, "control/servercerts/www.example.org.pem", pem());
        Golden.lay(home, "control/tlshosts/mx.example.net", certificate());
        Golden.lay(home, "control/dh2048.pem", "-----BEGIN DH PARAMETERS-----\n");
        Golden.lay(home, "control/rsa2048.pem", "");
        Flaws flaws = look();
        assertThat(flaws.faults()).isEmpty();
        assertThat(flaws.warnings()).hasSize(4);
        assertThat(Set.copyOf(flaws.warnings()))
                .anyMatch(line ->
                        line.startsWith("control/servercerts/www.example.org.pem: not that of www.example.org: "))
                .contains(
                        "control/tlshosts/mx.example.net: does not count: its name does not end in .pem",
                        "control/dh2048.pem: there is no DH PARAMETERS in it; nothing needs the file",
                        "control/rsa2048.pem: there is no PRIVATE KEY in it; nothing needs the file");
    }
}
