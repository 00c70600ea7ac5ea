package eqmail.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import testkit.SmtpClient;

/** The packed server in trouble that is not of its making: mail waits, nothing bounces, and it recovers by itself. */
@Timeout(300)
class BadDaysTest {
    private static final String FROM = "you@eqmail.test";
    private static final String TO = "me@eqmail.test";

    private static void noBounce(TrialServer server) {
        assertThat(server.log()).noneMatch(line -> line.startsWith("bounce msg"));
    }

    private static String send(TrialServer server, String to) throws IOException {
        try (SmtpClient client = server.client()) {
            return client.message(FROM, to, "Subject: t\n\nbody\n");
        }
    }

    @Test
    void refusesToStartWithNonsenseAndNamesFileAndFault() throws Exception {
        Map<String, String> nonsense = Map.of(
                "listeners", "smtp 127.0.0.1:nonsense\n",
                "tcprules", "127.0.0.1:perhaps\n",
                "maxrcpt", "many\n",
                "queuelifetime", "12h\n",
                "smtproutes", "far.test:relay:smtp\n",
                "morercpthosts.cdb", "shorter\n");
        try (TrialServer server = TrialServer.start(Map.of())) {
            server.stop();
            Path control = server.home.resolve("control");
            for (Map.Entry<String, String> each : nonsense.entrySet()) {
                Path file = control.resolve(each.getKey());
                String good = Files.exists(file) ? Files.readString(file) : null;
                Files.writeString(file, each.getValue());
                String word = each.getKey().equals("smtproutes") ? "far.test" : lastWord(each.getValue());
                assertThatThrownBy(server::again)
                        .hasMessageFindingMatch("alert: \\S*control/" + each.getKey() + ": .*" + word);
                if (good == null) {
                    Files.delete(file);
                } else {
                    Files.writeString(file, good);
                }
            }
            server.again();
            assertThat(send(server, TO)).startsWith("250");
        }
    }

    private static String lastWord(String text) {
        return text.strip().replaceAll(".*:", "");
    }

    @Test
    void keepsTheLastGoodSettingsWhenAFileTurnsBadWhileItRuns() throws Exception {
        try (TrialServer server = TrialServer.start(Map.of("smtproutes", "far.test:127.0.0.1:1\n"))) {
            Files.writeString(server.home.resolve("control/databytes"), "1k\n");
            Files.writeString(server.home.resolve("control/timeoutremote"), "soon\n");
            Awaitility.await("a second look at the files")
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> {
                        assertThat(send(server, TO)).startsWith("250");
                        assertThat(send(server, "somebody@far.test")).startsWith("250");
                        return lines(server, "not a number: 1k") == 1 && lines(server, "not a number: soon") == 1;
                    });
            assertThat(server.log())
                    .contains(
                            "alert: keeping the last good settings: control/databytes: not a number: 1k",
                            "alert: unable to reread controls of qmail-remote: control/timeoutremote: not a number:"
                                    + " soon");
            Files.delete(server.home.resolve("control/databytes"));
            server.awaitMessages("me", 1);
            noBounce(server);
        }
    }

    @Test
    void warnsOfAnOpenRelay() throws Exception {
        try (TrialServer server = TrialServer.start(Map.of())) {
            assertThat(server.log()).noneMatch(line -> line.contains("rcpthosts"));
            server.stop();
            Files.delete(server.home.resolve("control/rcpthosts"));
            server.again();
            assertThat(server.log().stream().filter(line -> line.contains("there is no control/rcpthosts")))
                    .hasSize(1);
        }
    }

    @Test
    void livesThroughDescriptorExhaustion() throws Exception {
        int descriptors = 150;
        List<String> few = List.of("/bin/sh", "-c", "ulimit -n " + descriptors + " && exec \"$@\"", "sh");
        List<SmtpClient> crowd = new ArrayList<>();
        try (TrialServer server = TrialServer.start(Map.of(), Map.of(), few)) {
            assertThat(send(server, TO)).startsWith("250");
            server.awaitMessages("me", 1);
            SmtpClient early = server.client();
            for (int i = 0; i < 2 * descriptors; i++) {
                // The kernel's queue takes them; the server cannot.
                crowd.add(new SmtpClient(TrialServer.LOOPBACK, server.port));
            }
            Awaitility.await("no descriptor left")
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> openFiles(server.pid()) >= descriptors - 5);
            String answer = early.message(FROM, TO, "Subject: crowded\n\nbody\n");
            assertThat(answer).matches("(250|451) .*");
            for (SmtpClient each : crowd) {
                each.close();
            }
            early.close();
            int accepted = answer.startsWith("250") ? 1 : 0;
            Awaitility.await("service again")
                    .atMost(Duration.ofMinutes(1))
                    .ignoreExceptions()
                    .until(() -> send(server, TO).startsWith("250"));
            server.signal("ALRM");
            server.awaitMessages("me", 2 + accepted);
            noBounce(server);
            assertThat(server.stop()).isZero();
        }
    }

    private static long openFiles(long pid) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return files.count();
        }
    }

    @Test
    void programsThatHangFloodOrForkHarmOnlyTheirOwnMail() throws Exception {
        try (TrialServer server = TrialServer.start(Map.of("timeoutlocal", "2\n"))) {
            Path me = server.home.resolve("mail/me");
            instruct(me, "hang", "|sleep 3600 & sleep 3600");
            instruct(me, "flood", "|yes");
            instruct(me, "fork", "|for i in 1 2 3 4 5 6 7 8 9; do (sleep 3600 &) ; done; sleep 3600");
            instruct(me, "die", "|kill -9 $$");
            for (String ext : List.of("hang", "flood", "fork", "die")) {
                assertThat(send(server, "me+" + ext + "@eqmail.test")).startsWith("250");
            }
            assertThat(send(server, FROM)).startsWith("250");
            server.awaitMessages("you", 1);
            Awaitility.await("four deferrals")
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> lines(server, "deferral: ") == 4);
            assertThat(lines(server, "deferral: Timeout_on_program_delivery._(#4.3.0)/"))
                    .isEqualTo(2);
            assertThat(leftOver("sleep", server.home)).isZero();
            noBounce(server);
            assertThat(server.messages("you")).hasSize(1);
            assertThat(server.stop()).isZero();
        }
    }

    private static void instruct(Path account, String ext, String line) throws IOException {
        Files.writeString(account.resolve(".qmail-" + ext), line + "\n");
    }

    private static long lines(TrialServer server, String part) {
        return server.log().stream().filter(line -> line.contains(part)).count();
    }

    /** Processes of that name with the home in their environment, as every program of a delivery has it. */
    private static long leftOver(String name, Path home) {
        return ProcessHandle.allProcesses()
                .filter(each -> each.info().command().orElse("").endsWith(name))
                .filter(each -> environment(each.pid()).contains(home.toString()))
                .count();
    }

    private static String environment(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/environ"), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }

    @Test
    void aDiskWithoutRoomMakesClientsComeAgainAndDeliversWhatIsQueued() throws Exception {
        Desk.needs(Desk.isRoot() && Desk.hasProgram("unshare") && Desk.hasProgram("nsenter"), "root, unshare, nsenter");
        // Less than the spool keeps free, once its first segments are made.
        List<String> small = List.of(
                "unshare",
                "-m",
                "/bin/sh",
                "-c",
                "mkdir -p $QMAILHOME/spool && mount -t tmpfs -o size=200m none $QMAILHOME/spool && chmod 777"
                        + " $QMAILHOME/spool && exec \"$@\"",
                "sh");
        try (TrialServer server = TrialServer.start(Map.of(), Map.of(), small)) {
            assertThatThrownBy(() -> send(server, TO)).hasMessage("DATA was answered: 451 qqt failure (#4.3.0)");
            remount(server, "spool", "1g");
            Awaitility.await("room")
                    .atMost(Duration.ofMinutes(1))
                    .ignoreExceptions()
                    .until(() -> send(server, TO).startsWith("250"));
            server.awaitMessages("me", 1);
            noBounce(server);
            assertThat(server.stop()).isZero();
        }
    }

    @Test
    void aFullDiskOfAUserPutsMailOffUntilThereIsRoom() throws Exception {
        Desk.needs(Desk.isRoot() && Desk.hasProgram("unshare") && Desk.hasProgram("nsenter"), "root, unshare, nsenter");
        List<String> small = List.of(
                "unshare",
                "-m",
                "/bin/sh",
                "-c",
                "mkdir -p $QMAILHOME/mail/me && mount -t tmpfs -o size=100k,mode=755 none $QMAILHOME/mail/me && exec"
                        + " \"$@\"",
                "sh");
        try (TrialServer server = TrialServer.start(Map.of(), Map.of(), small)) {
            String big = "Subject: big\n\n" + "0123456789abcdef\n".repeat(10_000);
            Path me = Path.of("/proc/" + server.pid() + "/root" + server.home + "/mail/me");
            instruct(me, "mbox", "./mbox");
            for (String to : List.of(TO, "me+mbox@eqmail.test")) {
                try (SmtpClient client = server.client()) {
                    assertThat(client.message(FROM, to, big)).startsWith("250");
                }
            }
            server.awaitLog("deferral: Temporary_error_on_maildir_delivery._(#4.3.0)/");
            server.awaitLog("deferral: Unable_to_write_./mbox:_out_of_disk_space._(#4.3.0)/");
            assertThat(me.resolve("mbox")).isEmptyFile();
            remount(server, "mail/me", "1m");
            server.signal("ALRM");
            server.awaitLog("success: did_1+0+0/");
            Awaitility.await("both")
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> lines(server, "success: did_1+0+0/") == 2);
            noBounce(server);
            assertThat(me.resolve("mbox")).content(StandardCharsets.ISO_8859_1).endsWith(big + "\n");
            assertThat(Peer.texts(me.resolve("Maildir/new")))
                    .singleElement()
                    .asString()
                    .endsWith(big);
            assertThat(me.resolve("Maildir/tmp")).isEmptyDirectory();
        }
    }

    @Test
    void afterASyncThatFailedNothingIsAcceptedUntilARestartAndNothingIsLost(@TempDir Path folder) throws Exception {
        Desk.needs(Desk.hasProgram("cc"), "the program cc");
        Path library = brokenSync(folder);
        Map<String, String> environment = Map.of("LD_PRELOAD", library.toString());
        try (TrialServer server = TrialServer.start(Map.of(), environment)) {
            Path broken = server.home.resolve("broken");
            assertThat(send(server, TO)).startsWith("250");
            server.awaitMessages("me", 1);
            Files.createFile(broken);
            // At the end of the data, or at DATA already if the record of the first delivery met the fault.
            assertThatThrownBy(() -> assertThat(send(server, FROM)).startsWith("250"))
                    .message()
                    .containsAnyOf("451 qq write error or disk full (#4.3.0)", "451 qqt failure (#4.3.0)");
            server.awaitLog("nothing more is accepted");
            Files.delete(broken);
            assertThatThrownBy(() -> send(server, TO)).hasMessage("DATA was answered: 451 qqt failure (#4.3.0)");
            assertThat(server.stop()).isZero();
            server.again();
            assertThat(send(server, TO)).startsWith("250");
            server.awaitMessages("me", 2);
            noBounce(server);
            assertThat(server.stop()).isZero();
            // What was refused is in doubt: it may have reached the disk. Never twice, and never somebody else's.
            assertThat(server.messages("me")).hasSize(2);
            assertThat(server.messages("you")).hasSizeLessThanOrEqualTo(1);
        }
    }

    /** A library that fails every sync of a file while there is a file {@code broken} in the home. */
    private static Path brokenSync(Path folder) throws IOException, InterruptedException {
        Path source = folder.resolve("sync.c");
        Files.writeString(source, """
            #define _GNU_SOURCE
            #include <errno.h>
            #include <stdio.h>
            #include <stdlib.h>
            #include <sys/syscall.h>
            #include <unistd.h>
            static int broken(void) {
                char name[4096];
                snprintf(name, sizeof name, "%s/broken", getenv("QMAILHOME"));
                return access(name, F_OK) == 0;
            }
            static int sync_or_fail(long call, int fd) {
                if (broken()) { errno = EIO; return -1; }
                return (int) syscall(call, fd);
            }
            int fdatasync(int fd) { return sync_or_fail(SYS_fdatasync, fd); }
            int fsync(int fd) { return sync_or_fail(SYS_fsync, fd); }
            """);
        // Not in a private folder: started by root, the server goes on as nobody.
        Path library = Files.createTempFile(Path.of("/var/tmp"), "eqmail-it-sync", ".so");
        library.toFile().deleteOnExit();
        Process compiler = new ProcessBuilder("cc", "-shared", "-fPIC", "-o", library.toString(), source.toString())
                .inheritIO()
                .start();
        assertThat(compiler.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(compiler.exitValue()).isZero();
        Files.setPosixFilePermissions(library, PosixFilePermissions.fromString("rwxr-xr-x"));
        return library;
    }

    private static void remount(TrialServer server, String place, String size) throws Exception {
        Process process = new ProcessBuilder(
                        "nsenter",
                        "-m",
                        "-t",
                        String.valueOf(server.pid()),
                        "mount",
                        "-o",
                        "remount,size=" + size,
                        server.home.resolve(place).toString())
                .inheritIO()
                .start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void mailForOtherHostsWaitsWhileNoNameServerAnswers() throws Exception {
        Desk.needs(Desk.isRoot() && Desk.hasProgram("unshare"), "root, unshare");
        Path nobody = Files.createTempFile("resolv", ".conf");
        try {
            Files.writeString(nobody, "nameserver 127.0.0.53\noptions timeout:1 attempts:1\n");
            List<String> deaf = List.of(
                    "unshare",
                    "-m",
                    "-n",
                    "/bin/sh",
                    "-c",
                    "mount --bind " + nobody + " /etc/resolv.conf && exec \"$@\"",
                    "sh");
            try (TrialServer server = TrialServer.start(Map.of("listeners", ""), Map.of(), deaf)) {
                assertThat(queue(server, "someone@example.org")).isZero();
                server.awaitLog("deferral: CNAME_lookup_failed_temporarily._(#4.4.3)/");
                noBounce(server);
                assertThat(server.stop()).isZero();
            }
        } finally {
            Files.delete(nobody);
        }
    }

    private static int queue(TrialServer server, String to) throws IOException, InterruptedException {
        String script = "printf 'F" + FROM + "\\0T" + to + "\\0\\0' | { exec 3<&0; echo text | \"$0\" 1<&3; }";
        ProcessBuilder builder = new ProcessBuilder(
                "sh", "-c", script, Desk.command("qmail-queue").toString());
        builder.environment().put("QMAILHOME", server.home.toString());
        return builder.inheritIO().start().waitFor();
    }
}
