package eqmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Run scripts of qmail users, with the commands of the image. */
class TcpserverImageTest {
    private static final int UID = 54321;
    private static final int GID = 54322;

    @TempDir
    Path dir;

    private final List<Process> running = new ArrayList<>();

    @BeforeEach
    void letEverybodyIn() throws IOException {
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (Process process : running) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void runsTheChainOfAnOldRunScript() throws Exception {
        Path cdb = compile("127.0.0.2:allow,RBLSMTPD=\"-go\"\n127.0.0.3:deny\n:allow,RELAYCLIENT=\"\"\n");
        Path log = dir.resolve("log");
        String tcpserver = Desk.command("tcpserver").toString();
        String rblsmtpd = Desk.command("rblsmtpd").toString();
        Process server = start(
                log,
                tcpserver,
                "-1",
                "-v",
                "-R",
                "-H",
                "-l",
                "0",
                "-x",
                cdb.toString(),
                "-c",
                "40",
                "127.0.0.1",
                "0",
                rblsmtpd,
                "sh",
                "-c",
                "echo $RELAYCLIENT-$PROTO; read x; echo $x $$; exit 7");
        int port = port(server);
        String answer = talk("127.0.0.1", port, "hello\n");
        assertThat(answer).startsWith("-TCP\nhello ");
        assertThat(talk("127.0.0.2", port, "QUIT\r\n")).isEqualTo("220 rblsmtpd.local\r\n221 rblsmtpd.local\r\n");
        assertThat(talk("127.0.0.3", port, "")).isEmpty();
        server.destroy();
        assertThat(server.waitFor()).as("exit code after TERM").isZero();
        String pid = answer.strip().split(" ", 2)[1];
        assertThat(Files.readString(log))
                .contains("tcpserver: status: 0/40\n")
                .contains("tcpserver: pid " + pid + " from 127.0.0.1\n")
                .contains("tcpserver: ok " + pid + " 0:127.0.0.1:" + port + " :127.0.0.1::")
                .containsPattern("rblsmtpd: 127\\.0\\.0\\.2 pid [0-9]+: 553 go\n")
                .containsPattern("tcpserver: deny [0-9]+ 0:127\\.0\\.0\\.1:" + port + " :127\\.0\\.0\\.3::");
    }

    @Test
    void becomesTheUserItIsTold() throws Exception {
        Desk.needs(Desk.isRoot(), "root");
        Process server = start(
                dir.resolve("log"),
                Desk.command("tcpserver").toString(),
                "-1",
                "-HRl0",
                "-u" + UID,
                "-g" + GID,
                "127.0.0.1",
                "0",
                "sh",
                "-c",
                "id -u; id -g; id -G");
        assertThat(talk("127.0.0.1", port(server), "")).isEqualTo(UID + "\n" + GID + "\n" + GID + "\n");
    }

    @Test
    void checksRules() throws Exception {
        Path cdb = compile("10.0.0.0/8:allow,A=\"b\"\n");
        ProcessBuilder check = new ProcessBuilder(Desk.command("tcprulescheck").toString(), cdb.toString());
        check.environment().put("TCPREMOTEIP", "10.9.8.7");
        Process process = check.start();
        assertThat(text(process.getInputStream()))
                .isEqualTo("rule 10.0.0.0/8:\nset environment variable A=b\nallow connection\n");
        assertThat(process.waitFor()).isZero();
    }

    private Path compile(String rules) throws Exception {
        Path cdb = dir.resolve("rules.cdb");
        Process tcprules = new ProcessBuilder(
                        Desk.command("tcprules").toString(),
                        cdb.toString(),
                        dir.resolve("rules.tmp").toString())
                .redirectErrorStream(true)
                .start();
        try (var in = tcprules.getOutputStream()) {
            in.write(rules.getBytes(StandardCharsets.ISO_8859_1));
        }
        assertThat(text(tcprules.getInputStream())).isEmpty();
        assertThat(tcprules.waitFor()).isZero();
        return cdb;
    }

    private Process start(Path log, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("TCP") || name.equals("RBLSMTPD"));
        Process process = builder.start();
        running.add(process);
        return process;
    }

    private static int port(Process server) throws IOException {
        BufferedReader stdout = server.inputReader(StandardCharsets.ISO_8859_1);
        String line = stdout.readLine();
        assertThat(line).as("the port number on standard output").matches("[0-9]+");
        return Integer.parseInt(line);
    }

    private static String talk(String from, int port, String text) throws IOException {
        InetAddress here = InetAddress.ofLiteral("127.0.0.1");
        try (Socket socket = new Socket(here, port, InetAddress.ofLiteral(from), 0)) {
            socket.setSoTimeout((int) TimeUnit.MINUTES.toMillis(2));
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            return text(socket.getInputStream());
        }
    }

    private static String text(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
}
