package eqmail.tcpserver;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.net.WriteDeadlines;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentTest {
    private static final InetSocketAddress LOCAL = new InetSocketAddress("127.0.0.5", 25);
    private static final InetSocketAddress REMOTE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4321);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'4321 , 25 : USERID : UNIX : joe' | joe",
                "'1,2:USERID:OTHER: a b\tc:d' | abc:d",
                "'1,2:USERID:UNIX:' | ''",
            })
    void takesTheTextAfterTheThirdColon(String answer, String info) {
        assertThat(Ident.info(answer + "\r")).contains(info);
    }

    @ParameterizedTest
    @CsvSource({"'4321 , 25 : ERROR : NO-USER'", "''", "'x'"})
    void takesNothingFromAnythingElse(String answer) {
        assertThat(Ident.info(answer)).isEmpty();
    }

    @Test
    void stopsAtANul() {
        assertThat(Ident.info("1,2:USERID:UNIX:joe\0X=y")).contains("joe");
    }

    @Test
    void asksForTheTwoPorts() throws Exception {
        assertThat(ask("4321 , 25 : USERID : UNIX : joe\r\n")).contains("joe");
    }

    @Test
    void limitsTheAnswer() throws Exception {
        String start = "4321,25:USERID:UNIX:";
        assertThat(ask(start + "x".repeat(1000 - start.length()) + "\n")).isPresent();
        assertThat(ask(start + "x".repeat(1001 - start.length()) + "\n")).isEmpty();
    }

    @Test
    void doesWithoutAnAnswer() throws Exception {
        assertThat(ask("")).isEmpty();
    }

    @Test
    void doesWithoutAServer() throws IOException {
        int closed;
        try (ServerSocket server = new ServerSocket(0)) {
            closed = server.getLocalPort();
        }
        assertThat(ident(closed).ask(LOCAL, REMOTE)).isEmpty();
    }

    private static Optional<String> ask(String answer) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Optional<String>> asking = CompletableFuture.supplyAsync(
                    () -> ident(server.getLocalPort()).ask(LOCAL, REMOTE));
            try (Socket socket = server.accept()) {
                assertThat(socket.getInetAddress()).isEqualTo(LOCAL.getAddress());
                assertThat(Latin1.string(socket.getInputStream().readNBytes(11)))
                        .isEqualTo("4321 , 25\r\n");
                socket.getOutputStream().write(Latin1.bytes(answer));
            }
            return asking.get();
        }
    }

    private static Ident ident(int port) {
        return new Ident(port, Duration.ofMinutes(1), new WriteDeadlines(System::nanoTime));
    }
}
