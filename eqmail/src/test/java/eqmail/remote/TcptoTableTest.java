package eqmail.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class TcptoTableTest {
    private static final long NOW = 1_800_000_000;
    private static final InetAddress A = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress SIX = InetAddress.ofLiteral("2001:db8::1");

    private final TcptoTable table = new TcptoTable();

    @Test
    void skipsAfterTheSecondFailure() {
        table.failed(A, NOW);
        assertThat(table.skip(A, NOW, 0)).isFalse();
        table.failed(A, NOW + 120);
        assertThat(table.skip(A, NOW + 120, 0)).isTrue();
    }

    @Test
    void countsFailuresWithinTwoMinutesOnce() {
        table.failed(A, NOW);
        table.failed(A, NOW + 119);
        assertThat(table.entry(0)).contains(new TcptoTable.Entry(A, 1, NOW));
    }

    @Test
    void triesAgainAfterAnHourOrSo() {
        table.failed(A, NOW);
        table.failed(A, NOW + 200);
        long last = NOW + 200;
        assertThat(table.skip(A, last + 60 * 64 - 1, 0)).isTrue();
        assertThat(table.skip(A, last + 60 * 64, 0)).isFalse();
        assertThat(table.skip(A, last + 91 * 64 - 1, 31)).isTrue();
        assertThat(table.skip(A, last + 91 * 64, 31)).isFalse();
    }

    @Test
    void countsToTen() {
        for (int i = 0; i < 20; i++) {
            table.failed(A, NOW + i * 1000L);
        }
        assertThat(table.entry(0)).contains(new TcptoTable.Entry(A, 10, NOW + 19_000));
    }

    @Test
    void forgetsAFailureWhenTheAddressWorks() {
        table.failed(A, NOW);
        assertThat(table.has(A)).isTrue();
        table.worked(A);
        assertThat(table.has(A)).isFalse();
        assertThat(table.isClear()).isTrue();
        table.failed(A, NOW + 1);
        assertThat(table.entry(0)).contains(new TcptoTable.Entry(A, 1, NOW + 1));
    }

    @Test
    void keepsFamiliesApart() {
        InetAddress zero = InetAddress.ofLiteral("0.0.0.0");
        assertThat(table.has(zero)).isFalse();
        table.failed(SIX, NOW);
        table.failed(zero, NOW);
        assertThat(table.entry(0)).contains(new TcptoTable.Entry(SIX, 1, NOW));
        assertThat(table.entry(1)).contains(new TcptoTable.Entry(zero, 1, NOW));
        assertThat(table.entry(2)).isEmpty();
    }

    @Test
    void replacesTheOldestAndSmallestTroubleWhenFull() {
        for (int i = 0; i < TcptoTable.SLOTS; i++) {
            table.failed(InetAddress.ofLiteral("192.0.2." + i), NOW + i);
        }
        table.failed(InetAddress.ofLiteral("192.0.2.0"), NOW + 1000);
        table.failed(A, NOW + 2000);
        table.failed(SIX, NOW + 3000);
        assertThat(table.entry(0).orElseThrow().failures()).isEqualTo(2);
        assertThat(table.entry(2)).contains(new TcptoTable.Entry(SIX, 1, NOW + 3000));
    }

    @Test
    void isTwoKilobytesOfRecords() {
        table.failed(SIX, NOW);
        assertThat(table.bytes()).hasSize(2048);
        assertThat(new TcptoBytes(table.bytes()).entries())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("0 10 1  \u0001");
    }
}
