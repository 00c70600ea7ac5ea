package eqmail.smtpd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressLiteralTest {
    private static final OwnAddresses OWN = () -> Set.of(0, 0x7f000001, 0xc0000201);

    private static String resolve(String address) throws IOException {
        return new AddressLiteral(Optional.of("me.example"), OWN).resolve(address);
    }

    @Test
    void ourAddressesBecomeOurName() throws IOException {
        assertThat(resolve("joe@[127.0.0.1]")).isEqualTo("joe@me.example");
        assertThat(resolve("joe@[192.0.2.1]")).isEqualTo("joe@me.example");
        assertThat(resolve("joe@[0.0.0.0]")).isEqualTo("joe@me.example");
        assertThat(resolve("a@b@[127.0.0.1]")).isEqualTo("a@b@me.example");
    }

    @Test
    void eachNumberCountsModulo256() throws IOException {
        assertThat(resolve("joe@[383.256.0.00257]")).isEqualTo("joe@me.example");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "joe@[192.0.2.2]",
                "joe@[127.0.0.1",
                "joe@127.0.0.1]",
                "joe@[127.0.0.1]x",
                "joe@[127.0.0.1]]",
                "joe@[127.0.0]",
                "joe@[127.0.0.1.1]",
                "joe@[127..0.1]",
                "joe@[127.0.0.]",
                "joe@[ 127.0.0.1]",
                "joe@[+127.0.0.1]",
                "joe@[]",
                "joe@[IPv6:::1]",
                "joe@[::1]",
                "[127.0.0.1]",
                "joe@",
                ""
            })
    void everythingElseStays(String address) throws IOException {
        assertThat(resolve(address)).isEqualTo(address);
    }

    @Test
    void withoutNameNothingIsReplaced() throws IOException {
        assertThat(new AddressLiteral(Optional.empty(), OWN).resolve("joe@[127.0.0.1]"))
                .isEqualTo("joe@[127.0.0.1]");
    }

    @Test
    void asksForOurAddressesOnceAndOnlyForALiteral() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        AddressLiteral literal = new AddressLiteral(Optional.of("me.example"), () -> {
            asked.incrementAndGet();
            return Set.of();
        });
        literal.resolve("joe@example.org");
        assertThat(asked).hasValue(0);
        literal.resolve("joe@[127.0.0.1]");
        literal.resolve("joe@[127.0.0.2]");
        assertThat(asked).hasValue(1);
    }

    @Test
    void unknownAddressesAreAFaultOfTheHost() {
        AddressLiteral literal = new AddressLiteral(Optional.of("me.example"), () -> {
            throw new IOException("no interfaces");
        });
        assertThatThrownBy(() -> literal.resolve("joe@[127.0.0.1]"))
                .isInstanceOf(AddressLiteral.UnknownAddresses.class);
    }

    @Test
    void theSystemKnowsItsLoopback() throws IOException {
        assertThat(OwnAddresses.ofSystem()).contains(0x7f000001, 0);
    }
}
