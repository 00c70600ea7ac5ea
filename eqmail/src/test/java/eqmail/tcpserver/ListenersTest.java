package eqmail.tcpserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import eqmail.bytes.Latin1;
import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.dns.Answer;
import eqmail.dns.FakeResolver;
import eqmail.net.Connection;
import eqmail.net.WriteDeadlines;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListenersTest {
    @TempDir
    Path home;

    private final List<String> log = new CopyOnWriteArrayList<>();
    private final List<Listeners> running = new ArrayList<>();
    private final FakeResolver resolver = new FakeResolver();

    @BeforeEach
    void makeControl() throws IOException {
        Files.createDirectories(home.resolve("control"));
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (Listeners listeners : running) {
            listeners.drain(Duration.ZERO);
        }
    }

    @Test
    void givesASessionItsEnvironmentOverIpv4() throws Exception {
        control("me", "mx.example\n");
        try (Client client = new Client(serve("smtp 127.0.0.1:0 DATABYTES=5", ListenersTest::printEnvironment))) {
            assertThat(client.readAll().lines())
                    .containsExactly(
                            "DATABYTES=5",
                            "PROTO=TCP",
                            "TCPLOCALHOST=mx.example",
                            "TCPLOCALIP=127.0.0.1",
                            "TCPLOCALPORT=" + port(),
                            "TCPREMOTEIP=127.0.0.1",
                            "TCPREMOTEPORT=" + client.port());
        }
    }

    @Test
    void addsTcp6CopiesForAnIpv6Peer() throws Exception {
        try (Client client = new Client(serve("smtp [::1]:0", ListenersTest::printEnvironment))) {
            assertThat(client.readAll().lines())
                    .containsExactly(
                            "PROTO=TCP6",
                            "TCP6LOCALIP=::1",
                            "TCP6LOCALPORT=" + port(),
                            "TCP6REMOTEIP=::1",
                            "TCP6REMOTEPORT=" + client.port(),
                            "TCPLOCALIP=::1",
                            "TCPLOCALPORT=" + port(),
                            "TCPREMOTEIP=::1",
                            "TCPREMOTEPORT=" + client.port());
        }
    }

    @Test
    void servesBothFamiliesWithoutAnAddressAndShowsIpv4AsIpv4() throws Exception {
        int port = serve("smtp :0", ListenersTest::printEnvironment).getPort();
        for (String ip : List.of("127.0.0.1", "::1")) {
            try (Client client = new Client(new InetSocketAddress(InetAddress.ofLiteral(ip), port))) {
                assertThat(client.readAll()).contains("\nTCPREMOTEIP=" + ip + "\n");
            }
        }
    }

    @Test
    void followsTheRules() throws Exception {
        control("tcprules", "127.0.0.1:allow,RELAYCLIENT=\"\",TCPLOCALHOST=\"other\"\n:deny\n");
        control("me", "mx.example\n");
        try (Client client = new Client(serve("smtp 127.0.0.1:0", ListenersTest::printEnvironment))) {
            assertThat(client.readAll()).contains("RELAYCLIENT=\n").contains("TCPLOCALHOST=other\n");
        }
        try (Client client = new Client(serve("smtp [::1]:0", ListenersTest::printEnvironment))) {
            assertThat(client.readAll()).isEmpty();
        }
        await().untilAsserted(() -> assertThat(counts().denied()).isEqualTo(1));
    }

    @Test
    void blocksWhomARuleGivesTheVariableOfRblsmtpd() throws Exception {
        control("tcprules", "127.0.0.1:allow,RBLSMTPD=\"-no\"\n:allow,RBLSMTPD=\"\"\n");
        try (Client client = new Client(serve("smtp 127.0.0.1:0", ListenersTest::printEnvironment))) {
            client.send("MAIL FROM:<>\r\nDATA\r\nQUIT\r\n");
            assertThat(client.readAll())
                    .isEqualTo("220 rblsmtpd.local\r\n250 rblsmtpd.local\r\n553 no\r\n221 rblsmtpd.local\r\n");
        }
        assertThat(log).contains("rblsmtpd: 127.0.0.1 pid 1: 553 no");
        try (Client client = new Client(serve("smtp [::1]:0", ListenersTest::printEnvironment))) {
            assertThat(client.readAll()).contains("RBLSMTPD=\n");
        }
    }

    @Test
    void closesWhenARuleCannotBeLookedUp() throws Exception {
        InetSocketAddress address = serve("smtp 127.0.0.1:0 concurrency=9", ListenersTest::printEnvironment);
        control("tcprules.cdb", "too short");
        try (Client client = new Client(address)) {
            assertThat(client.readAll()).as("the rules before").contains("PROTO=TCP");
        }
        assertThat(log).anySatisfy(line -> assertThat(line).contains("tcprules.cdb: cannot be read"));
    }

    @Test
    void looksUpNames() throws Exception {
        resolver.answer("127.0.0.1 PTR", new Answer.Found<>(List.of("Client.Example"), 1));
        try (Client client = new Client(serve("smtp 127.0.0.1:0 lookup", ListenersTest::printEnvironment))) {
            assertThat(client.readAll()).contains("TCPREMOTEHOST=client.example\n");
        }
        try (Client client = new Client(serve("smtp 127.0.0.1:0 paranoid", ListenersTest::printEnvironment))) {
            assertThat(client.readAll()).contains("PROTO").doesNotContain("TCPREMOTEHOST");
        }
        resolver.address("Client.Example", "127.0.0.2", "127.0.0.1");
        try (Client client = new Client(serve("smtp 127.0.0.1:0 paranoid", ListenersTest::printEnvironment))) {
            assertThat(client.readAll()).contains("TCPREMOTEHOST=client.example\n");
        }
    }

    @Test
    void refusesOneSessionPastTheLimitOfAnAddress() throws Exception {
        InetSocketAddress address = serve("smtp 127.0.0.1:0 concurrency=10 perip=2", ListenersTest::greetAndWait);
        try (Client one = new Client(address);
                Client two = new Client(address)) {
            assertThat(one.readLine()).isEqualTo("hello");
            assertThat(two.readLine()).isEqualTo("hello");
            try (Client three = new Client(address)) {
                assertThat(three.readAll()).isEqualTo("421 busy\r\n");
            }
        }
        await().until(() -> counts().open() == 0);
        try (Client again = new Client(address)) {
            assertThat(again.readLine()).isEqualTo("hello");
        }
        assertThat(counts().refused()).isEqualTo(1);
        assertThat(log)
                .anySatisfy(line ->
                        assertThat(line).endsWith(": refused 127.0.0.1: all 2 sessions of an address are taken"));
    }

    @Test
    void refusesOneSessionPastTheLimitInAll() throws Exception {
        InetSocketAddress address = serve("smtp 127.0.0.1:0 concurrency=2 perip=2", ListenersTest::greetAndWait);
        try (Client one = new Client(address);
                Client two = new Client(address);
                Client three = new Client(address)) {
            assertThat(one.readLine()).isEqualTo("hello");
            assertThat(two.readLine()).isEqualTo("hello");
            assertThat(three.readAll()).isEqualTo("421 busy\r\n");
            assertThat(counts().open()).isEqualTo(2);
        }
    }

    @Test
    void takesTheClientFromAProxyHeaderOfAListedSource() throws Exception {
        control("tcprules", "192.0.2.1:allow,RELAYCLIENT=\"\"\n");
        String proxied = "smtp 127.0.0.1:0 proxy=127.0.0.0/8";
        try (Client client = new Client(serve(proxied, ListenersTest::printEnvironment))) {
            client.send("PROXY TCP4 192.0.2.1 192.0.2.2 4321 25\r\n");
            assertThat(client.readAll())
                    .contains("TCPREMOTEIP=192.0.2.1\nTCPREMOTEPORT=4321\n")
                    .contains("TCPLOCALIP=192.0.2.2\nTCPLOCALPORT=25\n")
                    .contains("RELAYCLIENT=\n");
        }
    }

    @Test
    void closesAListedSourceWithoutAHeader() throws Exception {
        String proxied = "smtp 127.0.0.1:0 proxy=127.0.0.1";
        try (Client client = new Client(serve(proxied, ListenersTest::printEnvironment))) {
            client.send("EHLO client.example\r\n");
            assertThat(client.readAll()).isEmpty();
        }
        await().untilAsserted(() -> assertThat(counts().badHeaders()).isEqualTo(1));
    }

    @Test
    void leavesTheHeaderOfAnyOtherSourceToTheService() throws Exception {
        String proxied = "smtp 127.0.0.1:0 proxy=192.0.2.0/24";
        try (Client client = new Client(serve(proxied, ListenersTest::echoLine))) {
            client.send("PROXY TCP4 192.0.2.1 192.0.2.2 4321 25\r\n");
            assertThat(client.readLine()).startsWith("PROXY TCP4");
        }
    }

    @Test
    void survivesAServiceThatFails() throws Exception {
        InetSocketAddress address = serve("smtp 127.0.0.1:0", (connection, environment) -> {
            throw new IllegalStateException("broken\nservice");
        });
        for (int i = 0; i < 3; i++) {
            try (Client client = new Client(address)) {
                assertThat(client.readAll()).isEmpty();
            }
        }
        await().untilAsserted(() -> assertThat(counts().faults()).isEqualTo(3));
        assertThat(log.get(1)).contains("IllegalStateException: broken?service at ");
    }

    @Test
    void drainLetsSessionsFinish() throws Exception {
        InetSocketAddress address = serve("smtp 127.0.0.1:0", ListenersTest::echoLine);
        try (Client client = new Client(address)) {
            client.send("a");
            await().until(() -> counts().open() == 1);
            Thread draining = Thread.ofVirtual().start(() -> {
                try {
                    assertThat(running.getFirst().drain(Duration.ofMinutes(5))).isZero();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            await().untilAsserted(
                            () -> assertThatThrownBy(() -> new Client(address)).isInstanceOf(IOException.class));
            client.send("b\n");
            assertThat(client.readLine()).isEqualTo("ab");
            draining.join();
        }
    }

    @Test
    void drainEndsWhatTakesTooLong() throws Exception {
        InetSocketAddress address = serve("smtp 127.0.0.1:0", ListenersTest::greetAndWait);
        try (Client client = new Client(address)) {
            assertThat(client.readLine()).isEqualTo("hello");
            assertThat(running.getFirst().drain(Duration.ZERO)).isEqualTo(1);
            assertThat(client.readAll()).isEmpty();
            assertThat(counts().open()).isZero();
        }
    }

    @Test
    void logsAsTcpserverDoesWhenAsked() throws Exception {
        control("tcprules", "127.:deny\n");
        try (Client client = new Client(serve("smtp 127.0.0.1:0 verbose concurrency=3", ListenersTest::echoLine))) {
            assertThat(client.readAll()).isEmpty();
            await().until(() -> log.size() == 7);
            assertThat(log)
                    .containsExactly(
                            "listener: smtp 127.0.0.1:0: listening on 127.0.0.1:" + port(),
                            "tcpserver: status: 0/3",
                            "tcpserver: status: 1/3",
                            "tcpserver: pid 1 from 127.0.0.1",
                            "tcpserver: deny 1 :127.0.0.1:" + port() + " :127.0.0.1::" + client.port(),
                            "tcpserver: end 1 status 25600",
                            "tcpserver: status: 0/3");
        }
    }

    @Test
    void bindsAllOrNothing() throws Exception {
        int taken = serve("smtp 127.0.0.1:0", ListenersTest::echoLine).getPort();
        control("listeners", "smtp 127.0.0.2:" + taken + "\nsmtp 127.0.0.1:" + taken + "\n");
        Listeners listeners = read(ListenersTest::echoLine);
        assertThatThrownBy(listeners::bind)
                .isInstanceOf(ControlException.class)
                .hasMessage("control/listeners: line 2: cannot listen on smtp 127.0.0.1:" + taken
                        + ": Address already in use");
        assertThatThrownBy(() -> new Client(new InetSocketAddress("127.0.0.2", taken)))
                .isInstanceOf(IOException.class);
    }

    @Test
    void refusesARoleWithoutService() throws IOException {
        control("listeners", "smtp :0\npop3 :0\n");
        assertThatThrownBy(() -> read(ListenersTest::echoLine))
                .isInstanceOf(ControlException.class)
                .hasMessage("control/listeners: line 2: this server has no service for the role pop3");
    }

    @Test
    void refusesToStartWithBrokenRules() throws IOException {
        control("tcprules", ":allow\n1.2.3.4:alow\n");
        assertThatThrownBy(() -> read(ListenersTest::echoLine))
                .hasMessage(home + "/control/tcprules: line 2: unable to parse this line: 1.2.3.4:alow");
    }

    private InetSocketAddress serve(String line, Service service) throws IOException {
        control("listeners", line + "\n");
        Listeners listeners = read(service);
        listeners.bind();
        listeners.serve();
        running.addFirst(listeners);
        return listeners.all().getFirst().address();
    }

    private Listeners read(Service service) throws IOException {
        WriteDeadlines deadlines = new WriteDeadlines(System::nanoTime);
        List<Role> roles = List.of(new Role("smtp", service, "421 busy"));
        return Listeners.read(new Control(home), roles, resolver, deadlines, log::add, System::nanoTime);
    }

    private Listener.Counts counts() {
        return running.getFirst().all().getFirst().counts();
    }

    private int port() {
        return running.getFirst().all().getFirst().address().getPort();
    }

    private void control(String name, String text) throws IOException {
        Files.writeString(home.resolve("control").resolve(name), text);
    }

    private static void printEnvironment(Connection connection, Map<String, String> environment) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(environment).forEach((name, value) -> text.append(name + "=" + value + "\n"));
        write(connection, text.toString());
    }

    private static void greetAndWait(Connection connection, Map<String, String> environment) {
        write(connection, "hello\n");
        readLine(connection);
    }

    private static void echoLine(Connection connection, Map<String, String> environment) {
        write(connection, readLine(connection) + "\n");
    }

    private static String readLine(Connection connection) {
        StringBuilder line = new StringBuilder();
        try {
            for (int b = connection.input().read();
                    b >= 0 && b != '\n';
                    b = connection.input().read()) {
                line.append((char) b);
            }
        } catch (IOException ended) {
            return line.toString();
        }
        return line.toString();
    }

    private static void write(Connection connection, String text) {
        try {
            connection.output().write(Latin1.bytes(text));
        } catch (IOException gone) {
            return;
        }
    }
}
