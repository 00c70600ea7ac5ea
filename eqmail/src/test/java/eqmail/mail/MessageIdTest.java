package eqmail.mail;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MessageIdTest {
    @Test
    void isItsCountOnASingleNode() {
        assertThat(MessageId.of(0, 17).number()).isEqualTo(17);
        assertThat(MessageId.of(0, 17).toString()).isEqualTo("17");
    }

    @Test
    void neverMeetsTheIdOfAnotherEpoch() {
        MessageId other = MessageId.of(3, 17);
        assertThat(other.epoch()).isEqualTo(3);
        assertThat(other).isNotEqualTo(MessageId.of(0, 17)).isGreaterThan(MessageId.of(2, 1L << 40));
    }
}
