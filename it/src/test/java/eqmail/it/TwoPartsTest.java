package eqmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The two units of a host, {@code eqmail network} and {@code eqmail delivery}, each started, stopped and killed alone. */
@Timeout(300)
class TwoPartsTest {
    private final RootHome root;

    TwoPartsTest() throws IOException {
        root = new RootHome();
        root.write("control/defaultdelivery", "./Maildir/\n");
    }

    @AfterEach
    void clean() throws Exception {
        root.remove();
    }

    private Process network() throws IOException {
        return root.start("log", "eqmail", "network");
    }

    private Process delivery() throws IOException {
        return root.start("delivery", "eqmail", "delivery");
    }

    @Test
    void aDeliveryPartThatIsStartedAnewPutsNoMailOff() throws Exception {
        // In the order that systemd may choose: nobody delivers yet.
        Process network = network();
        Process delivery = null;
        try {
            root.awaitService(network);
            root.send("first\n");
            delivery = delivery();
            root.awaitDelivered("first\n");

            delivery.destroyForcibly();
            assertThat(delivery.waitFor(1, TimeUnit.MINUTES)).isTrue();
            root.send("second\n");
            delivery = delivery();
            root.awaitDelivered("second\n");
            RootHome.stop(delivery);
            assertThat(delivery.exitValue()).isZero();

            delivery = delivery();
            root.send("third\n");
            root.awaitDelivered("third\n");
            for (Path file : root.delivered()) {
                assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(RootHome.JOE);
            }
        } finally {
            RootHome.stop(network);
            if (delivery != null) {
                RootHome.stop(delivery);
            }
        }
        assertThat(root.log()).endsWith("status: exiting\n").doesNotContain("alert", "deferral", "bounce");
    }

    @Test
    void thereIsOneDeliveryPartAndItKeepsItsSocket() throws Exception {
        Process network = network();
        Process delivery = delivery();
        try {
            root.awaitService(network);
            root.send("first\n");
            root.awaitDelivered("first\n");
            Process second = root.start("second", "eqmail", "delivery");
            assertThat(second.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(second.exitValue()).isEqualTo(111);
            assertThat(RootHome.read(root.file("second"))).contains("a delivery part is already running\n");
            root.send("second\n");
            root.awaitDelivered("second\n");
        } finally {
            RootHome.stop(network);
            RootHome.stop(delivery);
        }
    }

    @Test
    void aKeyMayBeRootsAlone() throws Exception {
        key("old.root.test");
        Process network = network();
        Process delivery = delivery();
        try {
            root.awaitService(network);
            assertThat(subject()).contains("old.root.test");
            key("new.root.test");
            // Files are looked at once a second.
            Awaitility.await("the new key")
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> subject().contains("new.root.test"));
        } finally {
            RootHome.stop(network);
            RootHome.stop(delivery);
        }
        assertThat(RootHome.read(root.file("delivery"))).doesNotContain("alert");
    }

    /** A certificate for {@code name} and its key, for root only. */
    private void key(String name) throws Exception {
        Path made = root.file("made.pem");
        String[] command = {
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "9",
            "-subj",
            "/CN=" + name,
            "-keyout",
            made.toString(),
            "-out",
            made + ".cert"
        };
        assertThat(new ProcessBuilder(command).redirectErrorStream(true).start().waitFor())
                .isZero();
        Path file = root.file("control/servercert.pem");
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, Files.readString(made) + Files.readString(Path.of(made + ".cert")));
    }

    /** Whose certificate the server shows. */
    private String subject() throws Exception {
        String script = "openssl s_client -connect 127.0.0.1:" + root.port()
                + " -starttls smtp </dev/null 2>/dev/null | openssl x509 -noout -subject";
        Process openssl = new ProcessBuilder("sh", "-c", script).start();
        return new String(openssl.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
}
