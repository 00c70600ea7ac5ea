package eqmail.smtpd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvelopeAddressTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "FROM:<a@b>|a@b",
                "FROM:<>|``",
                "FROM: <a@b> SIZE=1|a@b",
                "TO:a@b SIZE=1|a@b",
                "TO:   a@b|a@b",
                "ANYTHING:<a@b>|a@b",
                "<a@b|a@b",
                "FROM:<a b@c>|a b@c",
                "FROM:<\"a>b\"@c>|a>b@c",
                "FROM:<\"a b\\\"c\"@d>|a b\"c@d",
                "FROM:<a\\>b@c>|a>b@c",
                "FROM:<a\\|a",
                "FROM:<@x,@y:a@b>|a@b",
                "FROM:<@x>|``",
                "TO:@x:a@b|a@b",
                "FROM:<a@b>c>|a@b",
                "FROM:<<a@b>|<a@b",
                "nothing|``",
                "FROM:|``",
                "|``"
            })
    void readsWhatTheOriginalReads(String argument, String address) {
        assertThat(EnvelopeAddress.parse(argument == null ? "" : argument).text())
                .isEqualTo(address == null ? "" : address);
    }

    @Test
    void eightBitBytesPass() {
        assertThat(EnvelopeAddress.parse("TO:<j\u00f6\u0080@b>").text()).isEqualTo("j\u00f6\u0080@b");
    }

    @Test
    void knowsWhereTheParametersBegin() {
        String bracketed = "FROM:<\"a> SIZE=9\"@b> SIZE=1";
        assertThat(bracketed.substring(EnvelopeAddress.parse(bracketed).end())).isEqualTo(" SIZE=1");
        String bare = "FROM: a@b SIZE=1";
        assertThat(bare.substring(EnvelopeAddress.parse(bare).end())).isEqualTo("SIZE=1");
        assertThat(EnvelopeAddress.parse("FROM:<a@b").end()).isEqualTo(9);
    }

    @Test
    void takesUpToTheLongestAddress() {
        assertThat(EnvelopeAddress.parse("<" + "x".repeat(EnvelopeAddress.LONGEST) + ">")
                        .tooLong())
                .isFalse();
        assertThat(EnvelopeAddress.parse("<" + "x".repeat(EnvelopeAddress.LONGEST + 1) + ">")
                        .tooLong())
                .isTrue();
    }
}
