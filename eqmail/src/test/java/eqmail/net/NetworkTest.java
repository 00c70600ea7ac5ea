package eqmail.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.1.2.3/8, 10.0.0.0, true",
        "192.0.2.128/25, 192.0.2.255, true",
        "192.0.2.128/25, 192.0.2.127, false",
        "0.0.0.0/0, 255.1.1.1, true",
        "0.0.0.0/0, ::1, false",
        "::/0, 1.2.3.4, false",
        "1.2.3.4/32, 1.2.3.4, true",
        "1.2.3.4/32, 1.2.3.5, false",
        "1.2.3.4, 1.2.3.4, true",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/33, 2001:db8:8000::, false",
        "::1/128, ::1, true",
        "::1, ::2, false"
    })
    void holdsTheAddressesOfItsPrefix(String network, String address, boolean inside) {
        assertThat(Network.parse(network).orElseThrow().contains(InetAddress.ofLiteral(address)))
                .isEqualTo(inside);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/8",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/8x",
                "10.0.0.0/-1",
                "::/129",
                "10/8",
                "x/8",
                "10.0.0.0/8/8",
                "10.0.0.0/9999999999"
            })
    void refusesWhatIsNoNetwork(String text) {
        assertThat(Network.parse(text)).isEmpty();
    }

    @Test
    void writesItselfWithoutTheBitsBehindThePrefix() {
        Network network = Network.parse("10.255.3.4/9").orElseThrow();
        assertThat(network)
                .hasToString("10.128.0.0/9")
                .isEqualTo(Network.parse("10.128.0.0/9").orElseThrow());
        assertThat(network.hashCode())
                .isEqualTo(Network.parse("10.200.0.0/9").orElseThrow().hashCode());
        assertThat(network.bits()).isEqualTo("000010101");
        assertThat(network.length()).isEqualTo(9);
        assertThat(Network.parse("2001:db8::1/32").orElseThrow()).hasToString("2001:db8::/32");
        assertThat(network).isNotEqualTo(Network.parse("10.128.0.0/10").orElseThrow());
    }

    @Test
    void refusesALengthThatTheFamilyDoesNotHave() {
        assertThatThrownBy(() -> Network.around(InetAddress.ofLiteral("1.2.3.4"), 33))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
