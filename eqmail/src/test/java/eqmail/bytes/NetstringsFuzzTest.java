package eqmail.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import org.junit.jupiter.api.Test;
import testkit.Fuzz;

class NetstringsFuzzTest {
    private static Netstrings of(String text) {
        return new Netstrings(new ByteInput(new ByteArrayInputStream(Latin1.bytes(text)), 7));
    }

    @Test
    void endsOnlyInKnownWays() {
        Fuzz.rounds(2000, random -> {
            Netstrings in = of(Fuzz.bent(random, "5:hello,", "20:16:user@example.org,,", "3:\nx\n,0:,2:0:,"));
            in.within(random.nextInt(60));
            try {
                while (true) {
                    long length = in.length();
                    assertThat(length).isBetween(0L, 10 * Netstrings.MOST_BEFORE_LAST_DIGIT + 9);
                    in.skip(length);
                    in.comma();
                }
            } catch (EOFException | Netstrings.Malformed | Netstrings.TooLong known) {
                assertThat(in.left()).isNotNegative();
            }
        });
    }
}
