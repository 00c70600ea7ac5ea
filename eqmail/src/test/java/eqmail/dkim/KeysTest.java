package eqmail.dkim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.fs.MemoryBody;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Key files, what remembers them, and who signs with them. */
class KeysTest {
    private static final String MESSAGE = "From: joe@a.b\n\nbody\n";

    private static String edwards;

    @TempDir
    Path home;

    private long nanos;

    @BeforeAll
    static void makeKey() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        edwards = KeyText.pem("PRIVATE KEY", pair.getPrivate().getEncoded());
    }

    private void lay(String domain, String name, String text) throws IOException {
        Path directory = Files.createDirectories(home.resolve("etc/dkimkeys").resolve(domain));
        Files.writeString(directory.resolve(name), text);
    }

    private KeyFiles files() {
        return KeyFiles.of(home);
    }

    private static String selectors(Optional<SigningKeys.Domain> found) {
        return found.map(f -> f.domain() + " "
                        + f.keys().stream().map(SigningKey::selector).toList())
                .orElse("none");
    }

    @Test
    void findsTheKeysOfTheNearestDomainAbove() throws IOException {
        lay("a.b", "default", edwards);
        lay("a.b", "selector", "sel1\n");
        assertThat(selectors(files().of("a.b"))).isEqualTo("a.b [sel1]");
        assertThat(selectors(files().of("X.Y.A.B"))).isEqualTo("a.b [sel1]");
        assertThat(selectors(files().of("b"))).isEqualTo("none");
        assertThat(selectors(files().of("za.b"))).isEqualTo("none");
    }

    @Test
    void takesASecondKeyFromFilesBesideTheFirst() throws IOException {
        lay("a.b", "default", edwards);
        lay("a.b", "default.ed25519", edwards);
        lay("a.b", "selector.ed25519", "two");
        assertThat(selectors(files().of("a.b"))).isEqualTo("a.b [default, two]");
    }

    @Test
    void neverLeavesItsDirectory() throws IOException {
        lay("x", "default", edwards);
        for (String domain : List.of("../dkimkeys/x", "x/.", ".", "..", "", "x.", ".x", "a/../x")) {
            assertThat(KeyFiles.upwards(domain)).isEmpty();
        }
        assertThat(KeyFiles.upwards("a.b.c.d")).containsExactly("a.b.c.d", "b.c.d", "c.d");
        assertThat(KeyFiles.upwards("localhost")).containsExactly("localhost");
    }

    @Test
    void namesTheFileThatCannotBeUsed() throws IOException {
        lay("a.b", "default", "k");
        assertThatThrownBy(() -> files().of("a.b"))
                .isInstanceOf(UnusableKeyException.class)
                .hasMessageContaining("a.b/default cannot be used");
        lay("a.b", "default", edwards);
        lay("a.b", "selector", "not one name");
        assertThatThrownBy(() -> files().of("a.b")).hasMessageContaining("selector");
    }

    @Test
    void readsBothFormsOfAnRsaKey() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        KeyPair pair = generator.generateKeyPair();
        byte[] pkcs8 = pair.getPrivate().getEncoded();
        byte[] pkcs1 = Arrays.copyOfRange(pkcs8, 26, pkcs8.length);
        KeyText.Secret one = KeyText.secret(KeyText.pem("PRIVATE KEY", pkcs8));
        KeyText.Secret other = KeyText.secret("before\n" + KeyText.pem("RSA PRIVATE KEY", pkcs1) + "after\n");
        assertThat(other.key()).isEqualTo(one.key()).isEqualTo(pair.getPrivate());
        byte[] bare = Arrays.copyOfRange(
                pair.getPublic().getEncoded(), 22, pair.getPublic().getEncoded().length);
        assertThat(KeyText.rsaPublic(bare)).isEqualTo(pair.getPublic());
    }

    @Test
    void remembersKeysAndSeesTheirChangeAfterASecond() throws IOException {
        KeyStore store = new KeyStore(files(), () -> nanos);
        assertThat(selectors(store.of("a.b"))).isEqualTo("none");
        lay("a.b", "default", edwards);
        lay("a.b", "selector", "sel1\n");
        assertThat(selectors(store.of("a.b"))).isEqualTo("none");
        nanos += Duration.ofSeconds(1).toNanos();
        Optional<SigningKeys.Domain> first = store.of("a.b");
        assertThat(selectors(first)).isEqualTo("a.b [sel1]");
        nanos += Duration.ofSeconds(1).toNanos();
        assertThat(store.of("a.b")).isSameAs(first);
        lay("a.b", "selector", "another\n");
        nanos += Duration.ofSeconds(1).toNanos();
        assertThat(selectors(store.of("a.b"))).isEqualTo("a.b [another]");
    }

    @Test
    void remembersAFaultAsWell() throws IOException {
        lay("a.b", "default", "k");
        KeyStore store = new KeyStore(files(), () -> nanos);
        assertThatThrownBy(() -> store.of("a.b")).isInstanceOf(UnusableKeyException.class);
        lay("a.b", "default", edwards);
        nanos += Duration.ofSeconds(1).toNanos();
        assertThat(selectors(store.of("a.b"))).isEqualTo("a.b [default]");
    }

    private SenderSigner signer() {
        Signer signer = new Signer(InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000)));
        return new SenderSigner(files(), signer, "me.a.b");
    }

    private String line(String sender) throws IOException {
        SenderSigner.Outcome outcome = signer().sign(sender, MemoryBody.of(MESSAGE));
        return outcome.getClass().getSimpleName() + ": " + outcome.line();
    }

    @Test
    void tellsWhatItDidWithTheSender() throws IOException {
        lay("a.b", "default", edwards);
        lay("broken.example", "default", "k");
        assertThat(line("joe@a.b")).isEqualTo("Signed: created DKIM signature for joe@a.b (a.b)");
        assertThat(line("")).isEqualTo("Signed: created DKIM signature for @me.a.b (a.b)");
        assertThat(line("joe@c.d")).isEqualTo("Unsigned: No DKIM key found for joe@c.d");
        assertThat(line("joe")).isEqualTo("Unsigned: No DKIM key found for joe");
        assertThat(line("joe@a b")).isEqualTo("Illegal: alert: Address joe@a b contains illegal characters.");
        assertThat(line("joe@a/../a.b")).isEqualTo("Unsigned: No DKIM key found for joe@a/../a.b");
        assertThat(line("joe@broken.example"))
                .startsWith("Unsigned: warning: key ")
                .endsWith(" - message not signed!");
    }

    @Test
    void doesNotSignWithAnUnreadableMessage() throws IOException {
        lay("a.b", "default", edwards);
        assertThatThrownBy(() -> signer().sign("joe@a.b", MemoryBody.broken(MESSAGE, 5)))
                .isInstanceOf(IOException.class);
    }
}
