package eqmail.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AccountsTest {
    @Test
    void knowsRoot() throws PosixException {
        Account root = Accounts.byName("root").orElseThrow();
        assertThat(root.uid()).isZero();
        assertThat(root.home()).startsWith("/");
        assertThat(Accounts.byUid(0)).contains(root);
        assertThat(Accounts.group("root")).hasValue(0);
    }

    @Test
    void tellsThatThereIsNoSuchAccount() throws PosixException {
        assertThat(Accounts.byName("no-such-account")).isEmpty();
        assertThat(Accounts.byName("")).isEmpty();
        assertThat(Accounts.byUid(-3)).isEmpty();
        assertThat(Accounts.group("no-such-group")).isEmpty();
    }

    @Test
    void refusesAnImpossibleName() {
        assertThatThrownBy(() -> Accounts.byName("a\0b")).isInstanceOf(IllegalArgumentException.class);
    }
}
