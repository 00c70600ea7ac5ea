package eqmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that lead to other commands, in a home where somebody put a program of his own in the place of one. */
class SendmailImageTest {
    private static final String SHOW = "#!/bin/sh\npwd; for word; do echo \"<$word>\"; done\n"
            + "echo \"$QMAILUSER $QMAILHOST ${NAME-none}\"; cat; exit 7\n";

    @TempDir
    Path home;

    private record Ended(int exit, String out, String err) {}

    @BeforeEach
    void layOut() throws IOException {
        Files.createDirectories(home.resolve("control"));
        Files.writeString(home.resolve("control/me"), "eqmail.test\n");
        Files.createDirectories(home.resolve("bin"));
    }

    private Path place(String name, String text) throws IOException {
        Path program = Files.writeString(home.resolve("bin").resolve(name), text);
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return program;
    }

    private Ended run(Map<String, String> env, List<String> command, String input) throws Exception {
        Path in = Files.writeString(home.resolve("in"), input);
        Path out = home.resolve("out");
        Path err = home.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().put("QMAILHOME", home.toString());
        builder.environment().putAll(env);
        int exit = builder.start().waitFor();
        return new Ended(exit, Files.readString(out), Files.readString(err, StandardCharsets.ISO_8859_1));
    }

    private static List<String> command(String name, String... args) {
        List<String> words = new ArrayList<>(List.of(Desk.command(name).toString()));
        words.addAll(List.of(args));
        return words;
    }

    @Test
    void sendmailBecomesTheProgramThatSomebodyPutThere() throws Exception {
        place("qmail-inject", SHOW);
        Map<String, String> env = new TreeMap<>(Map.of("NAME", "gone"));
        Ended ended = run(env, command("sendmail", "-oi", "-fa@b", "c d"), "text\n");
        assertThat(ended.out()).isEqualTo(home + "\n<-a>\n<-f>\n<a@b>\n<-->\n<c d>\na b none\ntext\n");
        assertThat(ended.exit()).isEqualTo(7);
        place("qmail-qread", "#!/bin/sh\necho \"queue $#\"\n");
        assertThat(run(env, command("mailq", "-v", "x"), "").out()).isEqualTo("queue 0\n");
    }

    @Test
    void aProgramThatCannotBeRunIsTriedLater() throws Exception {
        Files.createDirectory(home.resolve("bin/qmail-smtpd"));
        assertThat(run(Map.of(), command("sendmail", "-bs"), ""))
                .isEqualTo(new Ended(111, "", "sendmail: fatal: unable to run qmail-smtpd\n"));
        assertThat(run(Map.of("QMAILHOME", home + "/none"), command("sendmail", "a@b"), ""))
                .isEqualTo(new Ended(111, "", "sendmail: fatal: unable to switch to qmail home directory\n"));
    }

    @Test
    void aScriptRunsTheProgramsBesideIt() throws Exception {
        place("qmail-inject", SHOW);
        Path link = Files.createSymbolicLink(home.resolve("bin/mailsubj"), Desk.command("mailsubj"));
        Ended ended = run(Map.of("QMAILUSER", "u"), List.of(link.toString(), "a\\tb", "c,", "d"), "text\n");
        assertThat(ended.out()).endsWith("\nu  none\nSubject: a\\tb\nTo: c, d\n\ntext\n");
        assertThat(ended.exit()).isEqualTo(7);
        Files.delete(link);
    }

    @Test
    void aScriptIsFoundThroughALinkFromElsewhere() throws Exception {
        Path queued = home.resolve("queued");
        Path queue = place("keep", "#!/bin/sh\ncat >" + queued + "\ncat <&1 >/dev/null\n");
        Path link = Files.createSymbolicLink(home.resolve("datemail"), Desk.command("datemail"));
        Map<String, String> env = Map.of("QMAILQUEUE", queue.toString(), "TZ", "Asia/Tokyo");
        assertThat(run(env, List.of(link.toString(), "a@b"), "Subject: s\n\ntext\n"))
                .isEqualTo(new Ended(0, "", ""));
        assertThat(Files.readString(queued)).containsPattern("\nDate: .* \\+0900\nSubject: s\n\ntext\n$");
        Files.delete(link);
    }
}
