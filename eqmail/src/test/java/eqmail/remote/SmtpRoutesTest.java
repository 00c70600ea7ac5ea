package eqmail.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmtpRoutesTest {
    private static final SmtpRoutes ROUTES = new SmtpRoutes(
            List.of("example.net:one", ".example.net:two", ".net:three", "direct.net:", "[192.0.2.1]:four", ":all"));

    private static String relay(String host) {
        return ROUTES.find(host).map(Relay::host).orElse("mx");
    }

    @Test
    void takesTheWholeHostBeforeItsEnds() {
        assertThat(relay("example.net")).isEqualTo("one");
        assertThat(relay("EXAMPLE.Net")).isEqualTo("one");
        assertThat(relay("a.b.example.net")).isEqualTo("two");
        assertThat(relay("other.net")).isEqualTo("three");
        assertThat(relay("net")).isEqualTo("all");
        assertThat(relay("example.org")).isEqualTo("all");
        assertThat(relay("")).isEqualTo("all");
    }

    @Test
    void takesAHitWithoutRelayForNoRoute() {
        assertThat(relay("direct.net")).isEqualTo("mx");
    }

    @Test
    void knowsAddressLiterals() {
        assertThat(relay("[192.0.2.1]")).isEqualTo("four");
    }

    @Test
    void hasNoRouteWithoutLines() {
        assertThat(new SmtpRoutes(List.of()).find("example.net")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "relay.example, relay.example, 25",
        "relay.example:587, relay.example, 587",
        "relay.example:, relay.example, 0",
        "relay.example:x, relay.example, 0",
        "relay.example:70000, relay.example, 4464",
        "192.0.2.1:26, 192.0.2.1, 26",
        "[192.0.2.1]:26, [192.0.2.1], 26",
        "[192.0.2.1], [192.0.2.1], 25",
        "[::1]:2525, [::1], 2525",
        "[2001:db8::25], [2001:db8::25], 25",
        "2001:db8::25, 2001:db8::25, 25",
        "::1, ::1, 25",
        "a:b:c, a, 0",
        "[broken:25, [broken, 25",
    })
    void readsRelayAndPort(String value, String host, int port) {
        assertThat(Relay.parse(value)).contains(new Relay(host, port, Optional.empty()));
    }

    @Test
    void readsUserAndPassword() {
        assertThat(Relay.parse("relay:587 joe s3 cr:et").orElseThrow().login())
                .contains(new Relay.Login("joe", "s3 cr:et"));
    }

    @Test
    void hasNoLoginWithoutPassword() {
        assertThat(Relay.parse("relay:587 joe").orElseThrow().login()).isEmpty();
        assertThat(Relay.parse("relay:587 ").orElseThrow().login()).isEmpty();
        assertThat(Relay.parse("relay:587  pass").orElseThrow().login()).isEmpty();
    }

    @Test
    void namesNoRelay() {
        assertThat(Relay.parse("")).isEmpty();
        assertThat(Relay.parse(":25")).isEmpty();
        assertThat(Relay.parse(" user pass")).isEmpty();
    }

    @Test
    void keepsThePasswordOutOfTexts() {
        assertThat(Relay.parse("relay joe secret").toString()).doesNotContain("secret");
    }
}
