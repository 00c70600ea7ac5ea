package eqmail.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReplyTest {
    @Test
    void everyLineButTheLastSaysThatMoreFollow() {
        assertThat(Reply.wire(250, List.of("me", "PIPELINING", "SIZE 0")))
                .isEqualTo("250-me\r\n250-PIPELINING\r\n250 SIZE 0\r\n");
        assertThat(Reply.wire(250, List.of("me"))).isEqualTo("250 me\r\n");
    }
}
