package eqmail.smtpd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailParametersTest {
    private static MailParameters of(String argument) {
        return MailParameters.parse(argument, EnvelopeAddress.parse(argument), 0);
    }

    @Test
    void findsSizeAndAuthInAnyOrderAndCase() {
        MailParameters found = of("FROM:<s@c> body=8BITMIME auth=joe size=101");
        assertThat(found.size()).isEqualTo(101);
        assertThat(found.auth()).contains("joe");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FROM:<s@c>",
                "FROM:<s@c>SIZE=5",
                "FROM:<\"a SIZE=5 b\"@c>",
                "FROM:<a SIZE=5 @c>",
                "FROM: s@c SIZE=5",
                "FROM:<s@c> XSIZE=5",
                "FROM:<s@c> SIZE",
                "FROM:<s@c> SIZE=x5",
                ""
            })
    void noticesNoSizeWhereThereIsNone(String argument) {
        assertThat(of(argument).size()).isZero();
    }

    @Test
    void theLargestSizeCounts() {
        assertThat(of("FROM:<s@c> SIZE=5 SIZE=50 SIZE=7").size()).isEqualTo(50);
    }

    @Test
    void sizesBeyondAnyNumberAreLarge() {
        assertThat(of("FROM:<s@c> SIZE=18446744073709551615").largerThan(4_294_967_294L))
                .isTrue();
        assertThat(of("FROM:<s@c> SIZE=18446744073709551615").largerThan(0)).isFalse();
    }

    @Test
    void aSizeAtTheLimitFits() {
        assertThat(of("FROM:<s@c> SIZE=100").largerThan(100)).isFalse();
        assertThat(of("FROM:<s@c> SIZE=101").largerThan(100)).isTrue();
    }

    @Test
    void nothingAfterASizeThatIsTooLargeIsRead() {
        String argument = "FROM:<s@c> SIZE=101 AUTH=joe";
        EnvelopeAddress address = EnvelopeAddress.parse(argument);
        assertThat(MailParameters.parse(argument, address, 100).auth()).isEmpty();
        assertThat(MailParameters.parse(argument, address, 101).auth()).contains("joe");
        argument = "FROM:<s@c> AUTH=joe SIZE=101 SIZE=102";
        assertThat(MailParameters.parse(argument, address, 100)).isEqualTo(new MailParameters(101, Optional.of("joe")));
    }

    @ParameterizedTest
    @CsvSource({"a+2Bb+3Dc, a+b=c", "a+2bb+3dc, a+b=c", "a+20d, a20d", "<>, unknown", "<>x, unknown", "a+, a", "+, ''"})
    void decodesAuthAsTheOriginalDoes(String value, String name) {
        assertThat(of("FROM:<s@c> AUTH=" + value).auth()).contains(name);
    }

    @Test
    void theFirstAuthCounts() {
        assertThat(of("FROM:<s@c> AUTH=one AUTH=two").auth()).contains("one");
    }
}
