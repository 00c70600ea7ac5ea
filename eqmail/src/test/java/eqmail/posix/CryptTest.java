package eqmail.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class CryptTest {
    private static final String HASH =
            "$6$abcdefgh$e1o..VsKRS0O4M9J1Qb9u.strxNEAfDkCXcaYc5TsDrJFctQCTMkPeis45vy3ZQtqt4dqG4vXTonFJKbQgR2Q1";

    @Test
    void hashesWithTheMethodAndSaltOfTheSetting() throws PosixException {
        assertThat(Crypt.hash("wonderland", "$6$abcdefgh$")).contains(HASH);
        assertThat(Crypt.hash("wonderland", HASH)).contains(HASH);
        assertThat(Crypt.hash("wonderlane", HASH).orElseThrow()).isNotEqualTo(HASH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "$", "$$", "*", "*0", "*1", "$nosuch$salt$", "$argon2id$v=19$m=64,t=1,p=1$x$y", ":", "$y$"})
    void knowsNoOtherSettings(String setting) throws PosixException {
        assertThat(Crypt.hash("wonderland", setting)).isEmpty();
    }

    @Test
    void takesNoNul() {
        assertThatThrownBy(() -> Crypt.hash("a\0b", HASH)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void manyThreadsDoNotDisturbOneAnother() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<Boolean>> results = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                String password = i % 2 == 0 ? "wonderland" : "other" + i;
                results.add(threads.submit(
                        () -> Crypt.hash(password, HASH).orElseThrow().equals(HASH)));
            }
            for (int i = 0; i < 100; i++) {
                assertThat(results.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(i % 2 == 0);
            }
        }
    }
}
