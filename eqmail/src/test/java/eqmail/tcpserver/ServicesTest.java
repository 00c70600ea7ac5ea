package eqmail.tcpserver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServicesTest {
    private static final String TABLE = """
        # comment
        tftp\t69/udp
        smtp\t\t2525/tcp\tmail  # not the usual port
        domain 53/tcp
        broken
        """;

    @Test
    void readsNumbers() {
        assertThat(Services.port("0")).hasValue(0);
        assertThat(Services.port("65535")).hasValue(65535);
        assertThat(Services.port("65536")).isEmpty();
        assertThat(Services.port("25x")).isEmpty();
        assertThat(Services.port("99999999999999999999")).isEmpty();
    }

    @Test
    void findsNamesAndAliases() {
        assertThat(Services.byName("smtp", TABLE)).hasValue(2525);
        assertThat(Services.byName("mail", TABLE)).hasValue(2525);
        assertThat(Services.byName("domain", TABLE)).hasValue(53);
        assertThat(Services.byName("tftp", TABLE)).isEmpty();
        assertThat(Services.byName("comment", TABLE)).isEmpty();
        assertThat(Services.byName("", TABLE)).isEmpty();
    }

    @Test
    void knowsThePortsOfMailWithoutATable() {
        assertThat(Services.byName("smtp", "")).hasValue(25);
        assertThat(Services.byName("qmtp", "")).hasValue(209);
        assertThat(Services.byName("gopher", "")).isEmpty();
    }
}
