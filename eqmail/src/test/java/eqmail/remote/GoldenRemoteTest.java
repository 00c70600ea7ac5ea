package eqmail.remote;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bfrmt.RemoteFilters;
import eqmail.bytes.Latin1;
import eqmail.delivery.Replaceable;
import eqmail.dns.DnsResolver;
import eqmail.dns.ResolvConf;
import eqmail.log.Log;
import eqmail.mail.Body;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import testkit.FakeDnsServer;

/** The recorded runs of qmail-remote, in process. */
class GoldenRemoteTest {
    /** Results that are wrong in the original without the case giving the right one: see {@link RemoteDeliveryTest}, {@link RelayLoginTest}. */
    private static final Set<String> JUDGED_ELSEWHERE =
            Set.of("route-ipv6-brackets", "route-ipv6-bare", "a-multi", "a-via-cname", "auth-cram-login");

    private static final Set<InetAddress> OWN =
            Set.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1"));
    private static final long NOW = 1_800_000_000;

    @TempDir
    Path home;

    /** All but those of the room still to come, encryption. */
    static Stream<GoldenRemoteCase> cases() {
        return GoldenRemoteCase.all()
                .filter(one -> !one.name().startsWith("tls-"))
                .filter(one -> !JUDGED_ELSEWHERE.contains(one.name()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void answersAsRecorded(GoldenRemoteCase recorded) throws Exception {
        recorded.lay(home, NOW);
        try (FakeDnsServer dns = FakeDnsServer.start();
                LoopbackNetwork network = new LoopbackNetwork()) {
            recorded.load(dns);
            for (var server : recorded.servers().entrySet()) {
                network.add(server.getKey(), server.getValue());
            }
            ResolvConf conf = ResolvConf.of(dns.address(), Duration.ofSeconds(5), 1);
            Surroundings world = new Surroundings(
                    new DnsResolver(() -> conf, Duration.ofSeconds(10)),
                    OWN::contains,
                    network,
                    new TcptoFile(
                            home.resolve("queue/lock/tcpto"), InstantSource.fixed(Instant.ofEpochSecond(NOW)), () -> 0),
                    new Random(1),
                    Thread.ofVirtual().factory(),
                    Worlds.tls(home),
                    Log.none(),
                    Surroundings.LONGEST);
            Body message = recorded.stdinIsDirectory() ? TextBody.unreadable() : new TextBody(recorded.stdin());
            ByteArrayOutputStream records = new ByteArrayOutputStream();
            Replaceable programs = new Replaceable(home, home.resolve("image"));
            try (RemoteFilters none = new RemoteFilters(home, programs, Map.of(), Map.of(), Log.none())) {
                new QmailRemote(home, world, none).run(recorded.arguments(), message, records);
            }
            assertThat(Latin1.string(records.toByteArray())).isEqualTo(recorded.stdout());
            if (recorded.pinsServers()) {
                assertThat(network.talks()).isEqualTo(recorded.servers());
            }
            assertThat(new TcptoBytes(Files.readAllBytes(home.resolve("queue/lock/tcpto"))).entries())
                    .isEqualTo(recorded.tcptoAfter());
        }
    }
}
