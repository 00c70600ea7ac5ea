package eqmail.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpTextTest {
    @ParameterizedTest
    @CsvSource({
        "::, ::",
        "::1, ::1",
        "1::, 1::",
        "0:0:0:0:0:0:0:2, ::2",
        "2001:DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "1:2:3:4:5:6:0:0, 1:2:3:4:5:6::",
        "0:0:3:4:5:6:7:8, ::3:4:5:6:7:8",
        "::ffff:192.0.2.1, 192.0.2.1",
        "64:ff9b::192.0.2.1, 64:ff9b::c000:201",
        "fe80::1%1, fe80::1",
        "127.0.0.1, 127.0.0.1",
        "255.255.255.255, 255.255.255.255"
    })
    void writesTheShortestForm(String text, String shortest) {
        assertThat(IpText.parse(text).map(IpText::of)).contains(shortest);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "1.2.3.",
                ".1.2.3",
                "1..2.3",
                "01.2.3.4",
                "0x1.2.3.4",
                "1.2.3.4 ",
                "-1.2.3.4",
                "localhost",
                "::1::",
                ":::",
                "12345::",
                "g::",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "[::1]",
                "1.2.3.4444"
            })
    void takesNothingElseForAnAddress(String text) {
        assertThat(IpText.parse(text)).isEmpty();
    }

    @Test
    void limitsWhatItLooksAt() {
        assertThat(IpText.parse("::" + "0".repeat(70))).isEmpty();
    }

    @Test
    void knowsAMappedAddressAsIpv4() {
        InetAddress mapped = IpText.parse("::ffff:10.0.0.1").orElseThrow();
        assertThat(mapped).isInstanceOf(Inet4Address.class);
        assertThat(IpText.isV4(mapped)).isTrue();
        assertThat(IpText.isV4(InetAddress.ofLiteral("::1"))).isFalse();
    }
}
