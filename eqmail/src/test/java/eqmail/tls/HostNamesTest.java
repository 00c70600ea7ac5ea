package eqmail.tls;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HostNamesTest {
    private final TestAuthority authority = new TestAuthority("A");

    private boolean named(String name, String host) {
        return HostNames.fault(authority.host(name, "EC").certificate(), host).isEmpty();
    }

    @Test
    void takesTheNameInAnyCase() {
        assertThat(named("MX1.example.net", "mx1.Example.NET")).isTrue();
        assertThat(named("mx1.example.net", "mx1.example.net.")).isTrue();
        assertThat(named("mx1.example.net", "mx2.example.net")).isFalse();
        assertThat(named("example.net", "mx1.example.net")).isFalse();
    }

    @Test
    void takesAStarForOneWholeLabelInFront() {
        assertThat(named("*.example.net", "mx1.example.net")).isTrue();
        assertThat(named("*.example.net", "a.mx1.example.net")).isFalse();
        assertThat(named("*.example.net", "example.net")).isFalse();
        assertThat(named("*.example.net", ".example.net")).isFalse();
        assertThat(named("*.net", "example.net")).isFalse();
        assertThat(named("m*.example.net", "mx1.example.net")).isFalse();
        assertThat(named("*1.example.net", "mx1.example.net")).isFalse();
        assertThat(named("*", "localhost")).isFalse();
    }

    @Test
    void takesTheCommonNameOnlyWithoutAnyOther() {
        assertThat(HostNames.fault(authority.commonName("mx1.example.net").certificate(), "mx1.example.net"))
                .isEmpty();
        assertThat(HostNames.fault(authority.host("other.example", "EC").certificate(), "any"))
                .hasValue("received certificate for other.example");
    }

    @Test
    void tellsWhoseCertificateItIs() {
        assertThat(HostNames.fault(authority.commonName("a.example").certificate(), "b.example"))
                .hasValue("received certificate for a.example");
        assertThat(HostNames.fault(authority.person("joe@example.org").certificate(), "b.example"))
                .hasValue("certificate contains no valid commonName");
    }
}
