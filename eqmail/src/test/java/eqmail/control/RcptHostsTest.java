package eqmail.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RcptHostsTest {
    private static RcptHosts hosts(String... lines) {
        return new RcptHosts(Optional.of(List.of(lines)), key -> false);
    }

    @Test
    void anEntryIsTheWholeHostInAnyCase() throws IOException {
        RcptHosts hosts = hosts("Example.org");
        assertThat(hosts.allows("joe@eXample.ORG")).isTrue();
        assertThat(hosts.allows("joe@sub.example.org")).isFalse();
        assertThat(hosts.allows("joe@example.org.evil")).isFalse();
        assertThat(hosts.allows("joe@xexample.org")).isFalse();
    }

    @Test
    void anEntryWithADotIsAllHostsThatEndSo() throws IOException {
        RcptHosts hosts = hosts(".sub.example");
        assertThat(hosts.allows("joe@x.sub.example")).isTrue();
        assertThat(hosts.allows("joe@x.y.sub.example")).isTrue();
        assertThat(hosts.allows("joe@sub.example")).isFalse();
    }

    @Test
    void theHostFollowsTheLastAt() throws IOException {
        assertThat(hosts("example.org").allows("a@evil@example.org")).isTrue();
        assertThat(hosts("example.org").allows("a@example.org@evil")).isFalse();
    }

    @Test
    void anAddressWithoutHostIsAllowedAndOneWithAnEmptyHostIsNot() throws IOException {
        assertThat(hosts().allows("joe")).isTrue();
        assertThat(hosts().allows("")).isTrue();
        assertThat(hosts("example.org").allows("joe@")).isFalse();
    }

    @Test
    void withoutTheFileEverythingIsAllowedAndTheSecondListNotAsked() throws IOException {
        RcptHosts open = new RcptHosts(Optional.empty(), key -> {
            throw new IOException("asked");
        });
        assertThat(open.allows("joe@anywhere")).isTrue();
        assertThat(open.open()).isTrue();
        assertThat(hosts().open()).isFalse();
    }

    @Test
    void theSecondListIsAskedForTheSameKeysInLowerCase() throws IOException {
        List<String> asked = new ArrayList<>();
        RcptHosts hosts = new RcptHosts(Optional.of(List.of("example.org")), key -> {
            asked.add(key);
            return Set.of(".far.example").contains(key);
        });
        assertThat(hosts.allows("joe@example.org")).isTrue();
        assertThat(asked).isEmpty();
        assertThat(hosts.allows("joe@A.b.far.example")).isTrue();
        assertThat(asked).containsExactly("a.b.far.example", ".b.far.example", ".far.example");
    }

    @Test
    void aSecondListThatCannotBeReadIsAFault() {
        RcptHosts hosts = new RcptHosts(Optional.of(List.of()), key -> {
            throw new IOException("cut short");
        });
        assertThatThrownBy(() -> hosts.allows("joe@example.org")).isInstanceOf(IOException.class);
    }
}
