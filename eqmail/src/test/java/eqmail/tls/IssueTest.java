package eqmail.tls;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.control.Control;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IssueTest {
    private static final Instant NOW = Instant.parse("2049-12-31T00:00:00Z");

    @TempDir
    private Path home;

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC"})
    void makesACertificateThatItCanUseItself(String algorithm) throws Exception {
        String pem = Issue.selfSigned("mail.example", algorithm, NOW, Duration.ofDays(366));
        Files.createDirectory(home.resolve("control"));
        Files.write(home.resolve("control/servercert.pem"), Latin1.bytes(pem));
        Credential made =
                Credential.read(new Control(home), "control/servercert.pem").getFirst();
        assertThat(HostNames.fault(made.chain().getFirst(), "mail.example")).isEmpty();
        assertThat(made.chain().getFirst().getNotAfter().toInstant()).isEqualTo(NOW.plus(Duration.ofDays(366)));
        assertThat(made.chain().getFirst().getSerialNumber().signum()).isPositive();
        for (ChainCheck.Usage usage : ChainCheck.Usage.values()) {
            assertThat(new ChainCheck(made.chain(), List.of(), usage).fault(made.chain(), NOW))
                    .isEmpty();
        }
    }

    @Test
    void writesLongValuesAndLargeNumbers() throws Exception {
        for (int size : new int[] {0, 127, 128, 255, 256, 65_535, 65_536}) {
            assertThat(new DerReader(Der.octets(new byte[size])).value(Der.OCTET_STRING))
                    .hasSize(size);
        }
        assertThat(Der.id("1.2.840.113549.1.9.1")).containsExactly(6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1);
    }
}
