package eqmail.remote;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.dns.FakeResolver;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecipientsTest {
    private final FakeResolver dns = new FakeResolver();

    private Recipients canonical(String... addresses) throws InterruptedException {
        return Recipients.canonical(List.of(addresses), dns).orElseThrow();
    }

    @Test
    void replacesAnAliasByWhatItStandsFor() throws Exception {
        dns.cname("a.example", "b.example").cname("b.example", "c.example");
        Recipients one = canonical("joe user@a.example");
        assertThat(one.quoted()).containsExactly("\"joe user\"@c.example");
        assertThat(one.allAliases()).isTrue();
    }

    @Test
    void seesWhetherAllAreAliases() throws Exception {
        dns.cname("a.example", "b.example");
        assertThat(canonical("x@a.example", "y@other.example").allAliases()).isFalse();
        assertThat(canonical("x").allAliases()).isFalse();
    }

    @Test
    void dropsAFinalDot() throws Exception {
        assertThat(canonical("x@a.example.").quoted()).containsExactly("x@a.example");
    }

    @Test
    void leavesAddressLiteralsAlone() throws Exception {
        assertThat(canonical("x@[192.0.2.1]", "y@").quoted()).containsExactly("x@[192.0.2.1]", "y@");
        assertThat(dns.questions()).isEmpty();
    }

    @Test
    void stopsInALoop() throws Exception {
        dns.cname("a.example", "b.example").cname("b.example", "a.example");
        Recipients looped = canonical("x@a.example");
        assertThat(looped.quoted()).containsExactly("x@a.example");
        assertThat(looped.allAliases()).isTrue();
        assertThat(dns.questions()).hasSize(10);
    }

    @Test
    void failsForNowWhenTheNameServerFails() throws Exception {
        dns.fails("a.example");
        assertThat(Recipients.canonical(List.of("x@a.example"), dns)).isEmpty();
    }

    @Test
    void leavesAddressesWithoutDomainUnquoted() {
        assertThat(Recipients.plain(List.of("rc pt", "a b@c", "")).quoted()).containsExactly("rc pt", "\"a b\"@c", "");
    }

    @Test
    void findsAddressesThatNoCommandCanCarry() {
        assertThat(Recipients.sendable("a@b")).isTrue();
        assertThat(Recipients.sendable("a\nb@c")).isFalse();
        assertThat(Recipients.sendable("a@b\r")).isFalse();
    }
}
