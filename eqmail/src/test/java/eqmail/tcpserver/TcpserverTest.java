package eqmail.tcpserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eqmail.cdb.CdbWriter;
import eqmail.dns.Answer;
import eqmail.dns.FakeResolver;
import eqmail.rules.RuleText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TcpserverTest {
    private static final String PATH = "/usr/local/bin:/usr/bin:/bin";
    private static final String PRINT_TCP = "env | grep -E '^(PROTO|TCP|RELAY)' | LC_ALL=C sort";

    @TempDir
    Path dir;

    private final FakeResolver resolver = new FakeResolver();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final List<Thread> servers = new ArrayList<>();

    @AfterEach
    void stop() throws InterruptedException {
        for (Thread server : servers) {
            server.interrupt();
            server.join();
        }
    }

    @Test
    void runsAProgramOnTheSocketWithItsEnvironment() throws Exception {
        InetSocketAddress server = serve("127.0.0.1", "-HRl0", "sh", "-c", "read x; echo got $x; " + PRINT_TCP);
        try (Client client = new Client(server)) {
            client.send("hello\n");
            assertThat(client.readAll().lines())
                    .containsExactly(
                            "got hello",
                            "PROTO=TCP",
                            "TCPLOCALHOST=0",
                            "TCPLOCALIP=127.0.0.1",
                            "TCPLOCALPORT=" + server.getPort(),
                            "TCPREMOTEIP=127.0.0.1",
                            "TCPREMOTEPORT=" + client.port());
        }
    }

    @Test
    void addsTcp6VariablesForIpv6() throws Exception {
        InetSocketAddress server = serve("::1", "-H", "-l", "me.example", "sh", "-c", PRINT_TCP);
        try (Client client = new Client(server)) {
            assertThat(client.readAll().lines())
                    .containsExactly(
                            "PROTO=TCP6",
                            "TCP6LOCALHOST=me.example",
                            "TCP6LOCALIP=::1",
                            "TCP6LOCALPORT=" + server.getPort(),
                            "TCP6REMOTEIP=::1",
                            "TCP6REMOTEPORT=" + client.port(),
                            "TCPLOCALHOST=me.example",
                            "TCPLOCALIP=::1",
                            "TCPLOCALPORT=" + server.getPort(),
                            "TCPREMOTEIP=::1",
                            "TCPREMOTEPORT=" + client.port());
        }
    }

    @Test
    void takesBothFamiliesWithoutAnAddressUnlessTold() throws Exception {
        int both = serve("0", "-Hl0", "sh", "-c", "echo $TCPREMOTEIP").getPort();
        assertThat(answer("127.0.0.1", both)).isEqualTo("127.0.0.1\n");
        assertThat(answer("::1", both)).isEqualTo("::1\n");
        int four = serve("0", "-4Hl0", "sh", "-c", "echo $TCPREMOTEIP").getPort();
        assertThat(answer("127.0.0.1", four)).isEqualTo("127.0.0.1\n");
        assertThat(answer("::1", four)).isEqualTo("no connection");
        int six = serve("0", "-6Hl0", "sh", "-c", "echo $TCPREMOTEIP").getPort();
        assertThat(answer("127.0.0.1", six)).isEqualTo("no connection");
        assertThat(answer("::1", six)).isEqualTo("::1\n");
    }

    @Test
    void looksNamesUp() throws Exception {
        resolver.answer("127.0.0.1 PTR", new Answer.Found<>(List.of("Here.Example"), 1));
        int port = serve("127.0.0.1", "-h", "sh", "-c", PRINT_TCP).getPort();
        assertThat(answer("127.0.0.1", port))
                .contains("TCPLOCALHOST=here.example\n")
                .contains("TCPREMOTEHOST=here.example\n");
        int paranoid = serve("127.0.0.1", "-p", "sh", "-c", PRINT_TCP).getPort();
        assertThat(answer("127.0.0.1", paranoid))
                .contains("TCPLOCALHOST=here.example\n")
                .doesNotContain("TCPREMOTEHOST");
    }

    @Test
    void followsTheRules() throws Exception {
        String cdb = compile("127.0.0.1:allow,RELAYCLIENT=\"@x\",TCPLOCALHOST=\"rule\"\n:deny\n");
        int port = serve("0", "-vHl0", "-x", cdb, "sh", "-c", PRINT_TCP).getPort();
        assertThat(answer("127.0.0.1", port)).contains("RELAYCLIENT=@x\n").contains("TCPLOCALHOST=rule\n");
        await().until(() -> log.size() == 6);
        log.clear();
        assertThat(answer("::1", port)).isEmpty();
        await().until(() -> log.size() == 5);
        assertThat(log.get(2)).startsWith("tcpserver: deny ").contains(" 0:::1:" + port + " :::1::");
        assertThat(log.get(3)).endsWith(" status 25600");
        compile(":allow\n");
        assertThat(answer("::1", port)).as("changed rules").contains("PROTO=TCP6");
    }

    @Test
    void dropsConnectionsIfTheRulesCannotBeRead() throws Exception {
        String missing = dir.resolve("missing.cdb").toString();
        int port = serve("127.0.0.1", "-Hl0", "-x", missing, "echo", "served").getPort();
        assertThat(answer("127.0.0.1", port)).isEmpty();
        assertThat(log)
                .anySatisfy(line -> assertThat(line)
                        .startsWith("tcpserver: warning: dropping connection, unable to read " + missing + ": "));
        int anyway =
                serve("127.0.0.1", "-XHl0", "-x", missing, "echo", "served").getPort();
        assertThat(answer("127.0.0.1", anyway)).isEqualTo("served\n");
    }

    @Test
    void logsEveryStepIfVerbose() throws Exception {
        InetSocketAddress server = serve("127.0.0.1", "-vHl0", "-c", "7", "sh", "-c", "echo $$; exit 3");
        try (Client client = new Client(server)) {
            String pid = client.readAll().strip();
            await().until(() -> log.size() == 6);
            assertThat(log)
                    .containsExactly(
                            "tcpserver: status: 0/7",
                            "tcpserver: status: 1/7",
                            "tcpserver: pid " + pid + " from 127.0.0.1",
                            "tcpserver: ok " + pid + " 0:127.0.0.1:" + server.getPort() + " :127.0.0.1::"
                                    + client.port(),
                            "tcpserver: end " + pid + " status 768",
                            "tcpserver: status: 0/7");
        }
    }

    @Test
    void saysWhenAProgramCannotBeRun() throws Exception {
        int port = serve("127.0.0.1", "-Hl0", "/no/such/program").getPort();
        assertThat(answer("127.0.0.1", port)).isEmpty();
        await().untilAsserted(() -> assertThat(log)
                .containsExactly("tcpserver: warning: dropping connection, unable to run /no/such/program:"
                        + " file does not exist"));
    }

    @Test
    void defersConnectionsPastTheLimit() throws Exception {
        InetSocketAddress server = serve("127.0.0.1", "-Hl0", "-c1", "sh", "-c", "echo hello; read x; echo $x");
        try (Client first = new Client(server);
                Client second = new Client(server)) {
            assertThat(first.readLine()).isEqualTo("hello");
            first.send("a\n");
            assertThat(first.readAll()).isEqualTo("a\n");
            assertThat(second.readLine()).isEqualTo("hello");
            second.send("b\n");
            assertThat(second.readAll()).isEqualTo("b\n");
        }
        assertThat(log).isEmpty();
    }

    @Test
    void writesTheBannerFirst() throws Exception {
        int port = serve("127.0.0.1", "-DoHl0", "-B", "220 hi\r\n", "echo", "program")
                .getPort();
        assertThat(answer("127.0.0.1", port)).isEqualTo("220 hi\r\nprogram\n");
    }

    @Test
    void findsAProgramByPathAndHandsOnArguments() throws Exception {
        Path program = dir.resolve("program");
        Files.writeString(program, "#!/bin/sh\necho \"$1|$2|$OTHER\"\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        int port = serve("127.0.0.1", "-Hl0", program.toString(), "-x y", "").getPort();
        assertThat(answer("127.0.0.1", port)).isEqualTo("-x y||kept\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0 25", "-z 0 25 true", "-c 0 0 25 true", "-c x 0 25 true", "-x", "-u 1x 0 25 true"})
    void explainsItselfWhenCalledWrongly(String line) {
        assertThat(run(line.isEmpty() ? List.of() : Arrays.asList(line.split(" ", -1))))
                .isEqualTo(100);
        assertThat(log).hasSize(1);
        assertThat(log.getFirst()).startsWith("tcpserver: usage: tcpserver [ -146UXpPhHrRoOdDqQv ] [ -c limit ] ");
    }

    @Test
    void saysWhyItCannotListen() throws Exception {
        int taken = serve("127.0.0.1", "-Hl0", "true").getPort();
        assertThat(run(List.of("127.0.0.1", Integer.toString(taken), "true"))).isEqualTo(111);
        assertThat(run(List.of("-q", "127.0.0.1", Integer.toString(taken), "true")))
                .isEqualTo(111);
        assertThat(run(List.of("0", "no-such-service", "true"))).isEqualTo(111);
        assertThat(run(List.of("-g", "200", "127.0.0.1", "0", "true"))).isEqualTo(111);
        assertThat(log)
                .containsExactly(
                        "tcpserver: fatal: unable to bind: address already used",
                        "tcpserver: fatal: unable to figure out port number for no-such-service",
                        "tcpserver: fatal: -g needs -u");
    }

    private InetSocketAddress serve(String host, String... words) throws InterruptedException {
        int options = 0;
        List<String> args = new ArrayList<>(List.of("-1"));
        for (; options < words.length && isOption(words, options); options++) {
            args.add(words[options]);
        }
        args.addAll(List.of(host, "0"));
        args.addAll(Arrays.asList(words).subList(options, words.length));
        BlockingQueue<String> port = new LinkedBlockingQueue<>();
        OutputStream stdout = new ByteArrayOutputStream() {
            @Override
            public void flush() {
                port.add(toString(java.nio.charset.StandardCharsets.ISO_8859_1));
            }
        };
        servers.add(Thread.ofVirtual().start(() -> server(args, stdout).run()));
        InetAddress address = host.equals("0") ? InetAddress.getLoopbackAddress() : InetAddress.ofLiteral(host);
        return new InetSocketAddress(address, Integer.parseInt(port.take().strip()));
    }

    /** An option, or the value behind one of those that the tests give apart. */
    private static boolean isOption(String[] words, int index) {
        return words[index].startsWith("-")
                || (index > 0 && List.of("-x", "-c", "-l", "-B").contains(words[index - 1]));
    }

    private int run(List<String> args) {
        return server(args, new ByteArrayOutputStream()).run();
    }

    private Tcpserver server(List<String> args, OutputStream stdout) {
        return new Tcpserver(args, Map.of("PATH", PATH, "OTHER", "kept"), resolver, stdout, log::add);
    }

    private static String answer(String ip, int port) throws IOException {
        try (Client client = new Client(new InetSocketAddress(InetAddress.ofLiteral(ip), port))) {
            return client.readAll();
        } catch (java.net.ConnectException refused) {
            return "no connection";
        }
    }

    private String compile(String rules) throws IOException {
        Path cdb = dir.resolve("rules.cdb");
        try (CdbWriter writer = CdbWriter.create(dir.resolve("rules.tmp"))) {
            for (RuleText.Entry entry : RuleText.parse(rules)) {
                writer.add(entry.key(), entry.rule().toData());
            }
            writer.finish();
            writer.moveTo(cdb);
        }
        return cdb.toString();
    }
}
