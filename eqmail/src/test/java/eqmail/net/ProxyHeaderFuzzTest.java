package eqmail.net;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import java.io.ByteArrayInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import testkit.Fuzz;

/** PROXY headers of any bytes. */
@Timeout(600)
class ProxyHeaderFuzzTest {
    private static final String V2 = "\r\n\r\n\0\r\nQUIT\n";
    private static final String[] HEADERS = {
        "PROXY TCP4 192.0.2.1 192.0.2.2 65535 25\r\n",
        "PROXY TCP6 2001:db8::1 ::1 0 1\r\n",
        "PROXY UNKNOWN\r\n",
        V2 + "!\u0011\0\u000c\u00c0\0\u0002\u0001\u00c0\0\u0002\u0002\u00ff\u00ff\0\u0019",
        V2 + "!!\0$" + "\0".repeat(36),
        V2 + " \0\0\0"
    };

    @Test
    void anyBytesAreAHeaderOrRefusedWithoutReadingOn() {
        Fuzz.rounds(20_000, random -> {
            byte[] bytes = Latin1.bytes(Fuzz.bent(random, HEADERS) + "EHLO x\r\n".repeat(1_000));
            ByteArrayInputStream in = new ByteArrayInputStream(bytes);
            try {
                ProxyHeader.read(in).ifPresent(header -> {
                    assertThat(header.remote().getAddress()).isNotNull();
                    assertThat(header.local().getAddress()).isNotNull();
                });
            } catch (ProxyHeader.Bad refused) {
                assertThat(refused.getMessage()).startsWith("bad PROXY header: ");
            }
            assertThat(bytes.length - in.available()).isLessThanOrEqualTo(ProxyHeader.MOST_V2 + V2.length() + 4);
        });
    }
}
