package eqmail.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishedKeyTest {
    @TempDir
    Path home;

    private String record = "";

    @BeforeEach
    void makeKey() throws IOException {
        record = make("example.org");
    }

    /** The text that mkdkimkey tells people to publish. */
    private String make(String domain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new MkDkimKey(home, out).run(List.of("-e", "-s", "s1", domain));
        String text = out.toString(StandardCharsets.ISO_8859_1);
        return text.substring(text.indexOf('"') + 1, text.lastIndexOf('"'));
    }

    private String fault(String... records) throws IOException {
        SigningKey key =
                KeyFiles.of(home).of("example.org").orElseThrow().keys().getFirst();
        assertThat(PublishedKey.name(key, "example.org")).isEqualTo("s1._domainkey.example.org");
        return PublishedKey.fault(key, List.of(records)).orElse("");
    }

    @Test
    void whatMkdkimkeyPrintsIsThatOfTheKey() throws IOException {
        assertThat(fault(record)).isEmpty();
        assertThat(fault("v=spf1 -all", record)).isEmpty();
        assertThat(fault(record + "; t=s")).isEmpty();
    }

    @Test
    void saysWhyNobodyCanVerify() throws IOException {
        assertThat(fault()).isEqualTo("there is no record");
        assertThat(fault(make("example.net"))).isEqualTo("it is that of another key");
        assertThat(fault(record.replace("k=ed25519", "k=rsa"))).isEqualTo("key of another algorithm");
        assertThat(fault(record.replaceFirst("p=.*", "p="))).isEqualTo("key revoked");
        assertThat(fault(record.replaceFirst("p=.*", "p=AAAA"))).isEqualTo("malformed key");
        assertThat(fault("any text")).isEqualTo("not a list of tags");
    }
}
