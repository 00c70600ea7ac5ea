package eqmail.mail;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
    @Test
    void splitsAtTheLastAt() {
        assertThat(Address.box("a@b@c")).isEqualTo("a@b");
        assertThat(Address.domain("a@b@C")).isEqualTo("C");
        assertThat(Address.box("alone")).isEqualTo("alone");
        assertThat(Address.domain("alone")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"joe@x", "joe.b+c=d@x", "a!b#c$d%e&f'g*h/i?j^k_l`m{n|o}p~q@x", "", "joe", "joe@"})
    void leavesPlainAddressesAlone(String address) {
        assertThat(Address.quoted(address)).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", ".a", "a.", "a..b", "a,b", "a@b", "a\u00e9", "a\0", "[a", "", "a\u007f"})
    void quotesABoxThatNeedsIt(String box) {
        assertThat(Address.quoted(box + "@x")).isEqualTo("\"" + box + "\"@x");
    }

    @Test
    void putsABackslashBeforeQuoteBackslashAndLineEnds() {
        assertThat(Address.quoted("a\"b\\c\rd\ne@x")).isEqualTo("\"a\\\"b\\\\c\\\rd\\\ne\"@x");
    }
}
