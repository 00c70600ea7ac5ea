package eqmail.queue;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.delivery.Replaceable;
import eqmail.mail.Envelope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueueChoiceTest {
    private static final MailQueue OWN = origin -> {
        throw new IOException("our own queue");
    };

    @TempDir
    private Path folder;

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
}
