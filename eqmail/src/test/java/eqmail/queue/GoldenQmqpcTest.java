package eqmail.queue;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.golden.Golden;
import eqmail.net.IpText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Replays the recorded runs of qmail-qmqpc against a server of this test, and what they do not show. */
class GoldenQmqpcTest {
    private static final String ENVELOPE = "Fs@c.example\0Tuser@example.org\0\0";

    @TempDir
    private Path home;

    private final ExecutorService servers = Executors.newVirtualThreadPerTaskExecutor();

    static List<Golden.Case> cases() throws IOException {
        return Golden.cases("qmail-qmqpc");
    }

    @Test
    void thereAreRecordedRuns() throws IOException {
        assertThat(cases()).hasSizeGreaterThanOrEqualTo(11);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void endsAsRecorded(Golden.Case golden) throws Exception {
        for (var file : golden.map("control").entrySet()) {
            Golden.lay(home, file.getKey(), file.getValue());
        }
        if (!golden.has("server")) {
            assertThat(runWhereNobodyListens(golden)).isEqualTo(golden.number("exit"));
            return;
        }
        JsonNode server = golden.json().path("server");
        try (ServerSocket socket = listen("127.0.0.1")) {
            String wanted = server.path(0).path("recv").asString("");
            String answer = server.path(1).path("send").asString("");
            Future<String> heard = servers.submit(() -> serve(socket, wanted.length(), answer));
            assertThat(run(socket.getLocalPort(), golden)).isEqualTo(golden.number("exit"));
            assertThat(heard.get().equals(wanted)).as("what the server got").isTrue();
        }
    }

    private static ServerSocket listen(String address) throws IOException {
        return new ServerSocket(0, 5, IpText.parse(address).orElseThrow());
    }

    private int runWhereNobodyListens(Golden.Case golden) throws IOException {
        int port;
        try (ServerSocket socket = listen("127.0.0.1")) {
            port = socket.getLocalPort();
        }
        return run(port, golden);
    }

    private int run(int port, Golden.Case golden) {
        return run(port, golden.text("stdin"), golden.map("fds").getOrDefault("1", ""));
    }

    private int run(int port, String message, String envelope) {
        return new QmqpcProgram(home, port, in(message), in(envelope)).run();
    }

    private static InputStream in(String text) {
        return new ByteArrayInputStream(Latin1.bytes(text));
    }

    private static String serve(ServerSocket socket, int length, String answer) throws IOException {
        try (Socket client = socket.accept()) {
            String heard = Latin1.string(client.getInputStream().readNBytes(length));
            client.getOutputStream().write(Latin1.bytes(answer));
            return heard;
        }
    }

    @Test
    void serversMayHaveIpv6AddressesAndTheNextIsAskedWhenOneIsDown() throws Exception {
        Golden.lay(home, "control/qmqpservers", "127.0.0.1\nno.address\n[::1]\n");
        try (ServerSocket socket = listen("::1")) {
            Future<String> heard = servers.submit(() -> serve(socket, 44, "3:Kok,"));
            assertThat(run(socket.getLocalPort(), "x\n", ENVELOPE)).isZero();
            assertThat(heard.get()).isEqualTo("40:2:x\n,11:s@c.example,16:user@example.org,,");
        }
    }

    @Test
    void aRemarkMayFollowAnAddress() throws Exception {
        Golden.lay(home, "control/qmqpservers", "10.x\n127.0.0.1 the one downstairs\n");
        try (ServerSocket socket = listen("127.0.0.1")) {
            Future<String> heard = servers.submit(() -> serve(socket, 44, "3:Dno,"));
            assertThat(run(socket.getLocalPort(), "x\n", ENVELOPE)).isEqualTo(31);
            assertThat(heard.get()).startsWith("40:2:x\n,");
        }
    }

    @Test
    void aMessageTooBigForMemoryIsHandedOverWhole() throws Exception {
        Golden.lay(home, "control/qmqpservers", "127.0.0.1\n");
        String big = "0123456789abcde\n".repeat(200_000);
        String wanted = "3200044:3200000:" + big + ",11:s@c.example,16:user@example.org,,";
        try (ServerSocket socket = listen("127.0.0.1")) {
            Future<String> heard = servers.submit(() -> serve(socket, wanted.length(), "3:Kok,"));
            assertThat(run(socket.getLocalPort(), big, ENVELOPE)).isZero();
            assertThat(heard.get().equals(wanted)).as("what the server got").isTrue();
        }
    }

    @Test
    void anAnswerWithoutMeaningIsNotReadForEver() throws Exception {
        Golden.lay(home, "control/qmqpservers", "127.0.0.1\n");
        try (ServerSocket socket = listen("127.0.0.1")) {
            Future<String> heard = servers.submit(() -> serve(socket, 44, "x".repeat(65_536) + "K"));
            assertThat(run(socket.getLocalPort(), "x\n", ENVELOPE)).isEqualTo(74);
            assertThat(heard.get()).hasSize(44);
        }
    }

    @Test
    void aNameOfThisHostThatCannotBeReadIsNoConfiguration() throws Exception {
        Files.createDirectories(home.resolve("control/me"));
        Golden.lay(home, "control/qmqpservers", "127.0.0.1\n");
        assertThat(run(1, "x\n", ENVELOPE)).isEqualTo(55);
    }

    @Test
    void aHomeThatIsNoneIsSaid() {
        assertThat(new QmqpcProgram(home.resolve("none"), 628, in("x\n"), in(ENVELOPE)).run())
                .isEqualTo(61);
    }
}
