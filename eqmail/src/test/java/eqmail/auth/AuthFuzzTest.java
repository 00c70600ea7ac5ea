package eqmail.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import testkit.Fuzz;

class AuthFuzzTest {
    private static final String ARGON2 =
            "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHRzYWx0$k1iXE05zvEpPvKtZeKkGKeqzU/LtT1aG";

    private static final String[] FILES = {
        "# people\nbob:plainpw\nalice:$1$abcdefgh$90FgjgNE3pH//25Pe/ys.1\ncarol:" + ARGON2 + "\n",
        "bob:\n\nalice:$6$\n:carol::x\n",
        "bob:plain:more\r\nalice:$y$j9T$\n"
    };

    private static final String[] LINES = {"AGpvZQBzZWNyZXQ=", "am9l", "*", "=", "dGltIGI5MTNhNjAy", "Username:"};

    /** Nobody has this password, so nothing that happens to the file may let it in. */
    @Test
    void noDamageToTheFileLetsAnybodyIn() {
        Fuzz.rounds(2_000, random -> {
            PasswordFile file = PasswordFile.of(Fuzz.bent(random, FILES));
            for (String user : new String[] {"bob", "alice", "carol", "", "# people"}) {
                assertThat(judged(file, new Claim(user, "nobody's password", "")))
                        .isFalse();
                assertThat(judged(file, new Claim(user, "b913a602c7eda7a495b4e6e7334d3890", "<1@x>")))
                        .isFalse();
            }
            assertThat(file.mechanisms()).hasSizeLessThanOrEqualTo(3);
        });
    }

    private static boolean judged(PasswordFile file, Claim claim) {
        try {
            return file.judge(claim) == PasswordFile.Verdict.RIGHT;
        } catch (IOException refused) {
            return false;
        }
    }

    @Test
    void aDialogueEndsInAClaimOrNot() {
        Fuzz.rounds(20_000, random -> {
            Mechanism mechanism = List.of(Mechanism.values()).get(random.nextInt(3));
            String initial = random.nextBoolean() ? "" : Fuzz.bent(random, LINES);
            Exchange.Outcome outcome =
                    new Exchange(challenge -> Fuzz.bent(random, LINES)).run(mechanism, initial, "<1@x>");
            if (outcome instanceof Exchange.Outcome.Claimed claimed) {
                Claim claim = claimed.claim();
                assertThat(claim.user()).isNotEmpty().doesNotContain("\0");
                assertThat(claim.response()).isNotEmpty().doesNotContain("\0");
                assertThat(claim.challenge().isEmpty()).isEqualTo(mechanism != Mechanism.CRAM_MD5);
            }
        });
    }
}
