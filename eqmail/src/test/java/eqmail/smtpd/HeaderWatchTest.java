package eqmail.smtpd;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderWatchTest {
    private static HeaderWatch watch(String raw, int piece) {
        HeaderWatch watch = new HeaderWatch();
        byte[] bytes = Latin1.bytes(raw);
        for (int from = 0; from < bytes.length; from += piece) {
            watch.accept(bytes, from, Math.min(bytes.length, from + piece));
        }
        return watch;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 8, 9, 10, 1000})
    void countsLinesOfEarlierHopsHoweverTheyAreCut(int piece) {
        String raw = String.join(
                "\r\n",
                "Received: a",
                "DELIVERED-To: b",
                "receivedx",
                "Subject: received",
                " Received: folded",
                "..Received: stuffed",
                "Receive",
                "Delivere",
                "d",
                "",
                "Received: body",
                "");
        assertThat(watch(raw, piece).hops()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 1000})
    void countsTheBytesOfTheHeader(int piece) {
        assertThat(watch("A: b\r\n\r\nbody\r\n", piece).bytes()).isEqualTo(8);
        assertThat(watch("A: b\r\n", piece).bytes()).isEqualTo(6);
        assertThat(watch("\r\nbody\r\n", piece).bytes()).isEqualTo(2);
    }

    @Test
    void onlyALineThatIsEmptyEndsTheHeader() {
        assertThat(watch("A: b\r\n \r\n\r\r\n.\r\r\nReceived: x\r\n", 1000).hops())
                .isEqualTo(1);
    }
}
