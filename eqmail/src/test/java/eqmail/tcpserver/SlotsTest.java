package eqmail.tcpserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SlotsTest {
    private final Slots slots = new Slots(2, 2);

    @Test
    void countsInAll() {
        assertThat(slots.enter()).isTrue();
        assertThat(slots.enter()).isTrue();
        assertThat(slots.enter()).isFalse();
        assertThat(slots.open()).isEqualTo(2);
        slots.leave();
        assertThat(slots.enter()).isTrue();
    }

    @Test
    void countsEachIpv4Address() {
        assertThat(enter("10.0.0.1")).isTrue();
        assertThat(enter("10.0.0.1")).isTrue();
        assertThat(enter("10.0.0.1")).isFalse();
        assertThat(enter("10.0.0.2")).isTrue();
        slots.leave(InetAddress.ofLiteral("10.0.0.1"));
        assertThat(enter("10.0.0.1")).isTrue();
    }

    @Test
    void countsEachIpv6NetworkOf64Bits() {
        assertThat(enter("2001:db8::1")).isTrue();
        assertThat(enter("2001:db8::ffff:2")).isTrue();
        assertThat(enter("2001:db8::3")).isFalse();
        assertThat(enter("2001:db8:0:1::3")).isTrue();
    }

    @Test
    void doesNotTakeAnIpv6NetworkForAnIpv4Address() {
        assertThat(enter("::1")).isTrue();
        assertThat(enter("::2")).isTrue();
        assertThat(enter("0.0.0.0")).isTrue();
        assertThat(enter("0:0:a00:1::")).isTrue();
        assertThat(enter("0:0:a00:1::")).isTrue();
        assertThat(enter("10.0.0.1")).isTrue();
    }

    @Test
    void waitsForNobodyWhenEmpty() throws InterruptedException {
        assertThat(slots.awaitEmpty(Duration.ZERO)).isTrue();
        assertThat(slots.enter()).isTrue();
        assertThat(slots.awaitEmpty(Duration.ZERO)).isFalse();
        slots.awaitLeave(Duration.ZERO);
    }

    private boolean enter(String address) {
        return slots.enter(InetAddress.ofLiteral(address));
    }
}
