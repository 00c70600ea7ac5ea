package eqmail.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ResolvConfTest {
    private static InetSocketAddress server(String address) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), 53);
    }

    @Test
    void readsServersAndOptions() {
        ResolvConf conf = ResolvConf.parse("""
            # comment
            search example.net
            nameserver 192.0.2.1
            nameserver\t2001:db8::1
            options ndots:2 timeout:3 attempts:4 rotate edns0 use-vc
            """);
        assertThat(conf.servers()).containsExactly(server("192.0.2.1"), server("2001:db8::1"));
        assertThat(conf.timeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(conf.attempts()).isEqualTo(4);
        assertThat(conf.rotate() && conf.edns0() && conf.tcp()).isTrue();
    }

    @Test
    void asksThisHostWithoutAFile() {
        ResolvConf conf = ResolvConf.read(Path.of("/nonexistent/resolv.conf"));
        assertThat(conf.servers()).containsExactly(server("127.0.0.1"));
        assertThat(conf.timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(conf.attempts()).isEqualTo(2);
        assertThat(conf.rotate() || conf.edns0() || conf.tcp()).isFalse();
    }

    @Test
    void takesThreeServersAtMost() {
        assertThat(ResolvConf.parse("nameserver 1.1.1.1\n".repeat(4)).servers()).hasSize(3);
    }

    @Test
    void ignoresAServerThatIsNoAddress() {
        assertThat(ResolvConf.parse("nameserver dns.example\nnameserver\nnameserver 192.0.2.1\n")
                        .servers())
                .containsExactly(server("192.0.2.1"));
    }

    @Test
    void keepsNumbersInsideTheirLimits() {
        ResolvConf high = ResolvConf.parse("options timeout:999 attempts:999");
        assertThat(high.timeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(high.attempts()).isEqualTo(5);
        ResolvConf low = ResolvConf.parse("options timeout:0 attempts:x");
        assertThat(low.timeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(low.attempts()).isEqualTo(2);
    }
}
