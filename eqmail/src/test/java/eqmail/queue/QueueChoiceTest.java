package eqmail.queue;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.delivery.Replaceable;
import eqmail.dkim.SignedMessage;
import eqmail.mail.BodyForm;
import eqmail.mail.Envelope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueueChoiceTest {
    private static final MailQueue OWN = origin -> {
        throw new IOException("our own queue");
    };

    private static final SignedMessage DOMAIN = SignedMessage.domain();

    @TempDir
    private Path folder;

    private final List<String> log = new ArrayList<>();

    private Path home;
    private Path image;

    @BeforeEach
    void makesHomeAndImage() throws IOException {
        home = Files.createDirectories(folder.resolve("home"));
        image = Files.createDirectories(folder.resolve("image"));
        program(image.resolve("bin/qmail-queue"), "exit 99");
    }

    private static void program(Path file, String script) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private MailQueue choice(Map<String, String> environment) {
        return new QueueChoice(home, new Replaceable(home, image), OWN).of(environment);
    }

    private static String answer(MailQueue queue) throws IOException {
        try (Submission submission = queue.open(Origin.network(201))) {
            return submission.commit(new Envelope("", List.of())).word();
        }
    }

    @Test
    void ourOwnQueueNeedsNoProgram() throws IOException {
        assertThat(choice(Map.of())).isSameAs(OWN);
        Files.createDirectories(home.resolve("bin"));
        Files.createSymbolicLink(home.resolve("bin/qmail-queue"), image.resolve("bin/qmail-queue"));
        assertThat(choice(Map.of())).isSameAs(OWN);
    }

    @Test
    void aStandInForOurProgramIsRun() throws IOException {
        program(home.resolve("bin/qmail-queue"), "exit 31");
        assertThat(answer(choice(Map.of()))).isEqualTo("Dmail server permanently rejected message (#5.3.0)");
    }

    @Test
    void qmailqueueGoesBeforeEverything() throws IOException {
        program(home.resolve("bin/qmail-queue"), "exit 31");
        program(home.resolve("bin/filter"), "exit 71");
        assertThat(answer(choice(Map.of("QMAILQUEUE", "bin/filter"))))
                .isEqualTo("Zmail server temporarily rejected message (#4.3.0)");
        assertThat(answer(choice(Map.of("QMAILQUEUE", "")))).isEqualTo("Zunable to exec qq (#4.3.0)");
    }

    private MailQueue verifying(MailQueue own, Map<String, String> environment) {
        return new QueueChoice(home, new Replaceable(home, image), own)
                .verifying(DOMAIN::verifier, log::add)
                .of(environment);
    }

    private String handedOn(Map<String, String> environment) throws IOException {
        FakeQueue own = new FakeQueue(0, BodyForm.UNIX);
        byte[] message = Latin1.bytes(DOMAIN.sign("From: joe@example.org\n\nbody\n"));
        try (Submission submission = verifying(own, environment).open(Origin.network(201))) {
            submission.write(message, 0, message.length);
            assertThat(submission.commit(new Envelope("", List.of())).accepted())
                    .isTrue();
        }
        return own.queued().getFirst().message();
    }

    @Test
    void checksSignaturesWithoutAProcessWhereQmailVdkimIsOurs() throws IOException {
        program(image.resolve("bin/qmail-vdkim"), "exit 99");
        Files.createDirectories(home.resolve("control"));
        Files.writeString(home.resolve("control/me"), "mx.example.net\n");
        for (String name :
                List.of("bin/qmail-vdkim", image.resolve("bin/qmail-vdkim").toString())) {
            Map<String, String> environment = Map.of("QMAILQUEUE", name, "DOVRFY", "1");
            assertThat(handedOn(environment)).startsWith("Authentication-Results: mx.example.net;\n\tdkim=pass");
        }
        assertThat(log).contains("qmail-vdkim: Verify DKIM for example.org: pass (ok)");
        assertThat(verifying(OWN, Map.of("QMAILQUEUE", "bin/qmail-vdkim"))).isSameAs(OWN);
    }

    @Test
    void runsQmailVdkimWhereItIsNotOursOrHasToRunAProgram() throws IOException {
        program(home.resolve("bin/qmail-vdkim"), "exit 31");
        Map<String, String> environment = Map.of("QMAILQUEUE", "bin/qmail-vdkim", "DOVRFY", "1");
        assertThat(answer(verifying(OWN, environment))).startsWith("Dmail server permanently rejected");
        program(image.resolve("bin/qmail-vdkim"), "exit 31");
        assertThat(verifying(OWN, environment)).isInstanceOf(VerifyingQueue.class);
        program(home.resolve("bin/libqdkim"), "exit 0");
        assertThat(answer(verifying(OWN, environment))).startsWith("Dmail server permanently rejected");
    }

    @Test
    void handsOnToWhatDkqueueNames() throws IOException {
        program(image.resolve("bin/qmail-vdkim"), "exit 99");
        program(home.resolve("bin/filter"), "exit 71");
        Files.createDirectories(home.resolve("etc"));
        Files.writeString(home.resolve("etc/qdkim.conf"), "DOVRFY=0\nDKQUEUE=\"$QMAILHOME/bin/filter\"\n");
        Map<String, String> environment = Map.of("QMAILQUEUE", "bin/qmail-vdkim", "DOVRFY", "1");
        assertThat(answer(verifying(OWN, environment))).startsWith("Zmail server temporarily rejected");
        Files.writeString(home.resolve("etc/qdkim.conf"), "DKQUEUE=bin/qmail-queue\n");
        assertThat(verifying(OWN, Map.of("QMAILQUEUE", "bin/qmail-vdkim"))).isSameAs(OWN);
    }

    @Test
    void takesNoMailWithSettingsThatCannotBeRead() throws IOException {
        program(image.resolve("bin/qmail-vdkim"), "exit 99");
        Files.createDirectories(home.resolve("etc"));
        Files.writeString(home.resolve("etc/qdkim.conf"), "DOVRFY=1\n`reboot`\n");
        assertThat(answer(verifying(OWN, Map.of("QMAILQUEUE", "bin/qmail-vdkim"))))
                .isEqualTo("Zqq unable to read configuration (#4.3.0)");
        assertThat(log).containsExactly("alert: qmail-vdkim: etc/qdkim.conf: line 2 is no setting");
    }

    @Test
    void aProgramFindsTheVariablesOfTheServerAndThoseOfTheSessionBeforeThem() throws IOException {
        program(home.resolve("bin/qmail-queue"), "cat >/dev/null; echo \"$QMAILHOME $TCPREMOTEIP\" >env");
        Map<String, String> server = Map.of("PATH", "/usr/bin:/bin", "QMAILHOME", "/home", "TCPREMOTEIP", "127.0.0.1");
        QueueChoice choice = new QueueChoice(home, new Replaceable(home, image), OWN);
        assertThat(answer(choice.of(server, Map.of("TCPREMOTEIP", "192.0.2.1"))))
                .isEqualTo("");
        assertThat(home.resolve("env")).hasContent("/home 192.0.2.1");
    }
}
