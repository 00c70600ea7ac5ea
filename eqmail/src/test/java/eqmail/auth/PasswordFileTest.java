package eqmail.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.auth.PasswordFile.Verdict;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordFileTest {
    private static final String CHALLENGE = "<1.2@host>";

    private static Verdict password(String file, String user, String password) throws IOException {
        return PasswordFile.of(file).judge(new Claim(user, password, ""));
    }

    private static Verdict digest(String file, String user, String password) throws IOException {
        String digest = CramMd5.digest(password, CHALLENGE);
        return PasswordFile.of(file).judge(new Claim(user, digest, CHALLENGE));
    }

    /** Made with crypt(3) and libargon2, all of them of {@code wonderland}. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "$1$abcdefgh$90FgjgNE3pH//25Pe/ys.1",
                "$5$abcdefgh$v5FpjMljOAWlLx5fREBx9meM4WbUoriKAkzXNpPtmy9",
                "$6$abcdefgh$e1o..VsKRS0O4M9J1Qb9u.strxNEAfDkCXcaYc5TsDrJFctQCTMkPeis45vy3ZQtqt4dqG4vXTonFJKbQgR2Q1",
                "$2b$10$abcdefghijklmnopqrstuuwmjOOgyx/jknFqeF8sHrF2cGgSECl/q",
                "$y$j9T$abcdefghijklmnop$TEjqn/axP6s2k870Y8qmsWKT4abEwlBzgTkuGZBqaR6",
                "$argon2d$v=19$m=256,t=2,p=2$c29tZXNhbHQA$p4jMaq4tHPS/IUDK+Q3tofYwYj/T5c5d3DXFiK3MU/8",
                "$argon2i$v=19$m=256,t=2,p=2$c29tZXNhbHQB$hA7DyD8qyErJBmhqhW2S01cEV/5+kokSFJfu9nbPGqY",
                "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQC$t0pG/NK2Q1gLDnwgBxnotYq5XwW5E3hgaf4oTAPB6JQ"
            })
    void knowsEveryKindOfHash(String hash) throws IOException {
        String file = "eve:x\nalice:" + hash + "\n";
        assertThat(password(file, "alice", "wonderland")).isEqualTo(Verdict.RIGHT);
        assertThat(password(file, "alice", "Wonderland")).isEqualTo(Verdict.WRONG);
        assertThat(password(file, "alice", "")).isEqualTo(Verdict.WRONG);
        assertThat(password(file, "alice", hash)).isEqualTo(Verdict.WRONG);
        assertThat(digest(file, "alice", "wonderland")).isEqualTo(Verdict.WRONG);
        assertThat(digest(file, "alice", hash)).isEqualTo(Verdict.WRONG);
    }

    @Test
    void aPasswordMayComeWithTheChallengeOfAGreeting() throws IOException {
        PasswordFile file = PasswordFile.of("carol:$1$abcdefgh$90FgjgNE3pH//25Pe/ys.1\nbob:plainpw\n");
        assertThat(file.judge(new Claim("carol", "wonderland", CHALLENGE))).isEqualTo(Verdict.RIGHT);
        assertThat(file.judge(new Claim("carol", "other", CHALLENGE))).isEqualTo(Verdict.WRONG);
        assertThat(file.judge(new Claim("bob", "plainpw", CHALLENGE))).isEqualTo(Verdict.WRONG);
    }

    @Test
    void passwordsAreBytes() throws IOException {
        String file = "joe:$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHRzYWx0$k1iXE05zvEpPvKtZeKkGKeqzU/LtT1aG\n";
        assertThat(password(file, "joe", "p\u00e4ss")).isEqualTo(Verdict.RIGHT);
        assertThat(password(file, "joe", "p\u00c3\u00a4ss")).isEqualTo(Verdict.WRONG);
    }

    @Test
    void aPlainPasswordServesAChallengeOnly() throws IOException {
        String file = "bob:plainpw\n";
        assertThat(digest(file, "bob", "plainpw")).isEqualTo(Verdict.RIGHT);
        assertThat(digest(file, "bob", "other")).isEqualTo(Verdict.WRONG);
        assertThat(password(file, "bob", "plainpw")).isEqualTo(Verdict.WRONG);
        assertThat(password(file, "bob", CramMd5.digest("plainpw", ""))).isEqualTo(Verdict.WRONG);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$6$",
                "$6$abcdefgh",
                "$6$abcdefgh$",
                "$y$",
                "$9$what",
                "$:",
                "$argon2id$",
                "$argon2id$v=19$m=256,t=2$x$y",
                "$argon2id$v=19$m=-1,t=2,p=2$c29tZXNhbHQC$t0pG",
                "$argon2id$v=19$m=99999999999,t=2,p=2$c29tZXNhbHQC$t0pG",
                "$argon2id$v=19$m=256,t=2,p=0$c29tZXNhbHQC$t0pG/NK2Q1gLDnwgBxnotYq5XwW5E3hgaf4oTAPB6JQ",
                "*",
                "!",
                "x"
            })
    void aBrokenHashLetsNobodyIn(String hash) throws IOException {
        assertThat(password("a:" + hash + "\n", "a", "")).isNotEqualTo(Verdict.RIGHT);
        assertThat(password("a:" + hash + "\n", "a", "x")).isNotEqualTo(Verdict.RIGHT);
        assertThat(password("a:" + hash + "\n", "a", hash)).isNotEqualTo(Verdict.RIGHT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"m=262145,t=1,p=1", "m=4194304,t=1,p=1", "m=64,t=101,p=1", "m=999999999,t=1,p=65"})
    void aHashThatWouldTakeAllMemoryOrTimeIsTroubleOfOurs(String costs) {
        String hash = "$argon2id$v=19$" + costs + "$c29tZXNhbHQC$t0pG/NK2Q1gLDnwgBxnotYq5XwW5E3hgaf4oTAPB6JQ";
        assertThatThrownBy(() -> password("a:" + hash + "\n", "a", "x")).isInstanceOf(IOException.class);
    }

    @Test
    void theFirstLineOfAUserCountsAndNamesAreExact() throws IOException {
        String file = "Bob:one\nbob:two\nbob:three:four\n::carol::five:six\n";
        assertThat(digest(file, "bob", "two")).isEqualTo(Verdict.RIGHT);
        assertThat(digest(file, "bob", "three")).isEqualTo(Verdict.WRONG);
        assertThat(digest(file, "carol", "five")).isEqualTo(Verdict.RIGHT);
        assertThat(digest(file, "BOB", "two")).isEqualTo(Verdict.WRONG);
        assertThat(digest(file, "", "two")).isEqualTo(Verdict.WRONG);
    }

    @Test
    void whatIsNoLineBeforeTheUsersBreaksTheFile() throws IOException {
        assertThat(digest("\nbob:x\n", "bob", "x")).isEqualTo(Verdict.BROKEN);
        assertThat(digest("::\nbob:x\n", "bob", "x")).isEqualTo(Verdict.BROKEN);
        assertThat(digest("bob\n", "bob", "x")).isEqualTo(Verdict.BROKEN);
        assertThat(digest("bob:\n", "bob", "x")).isEqualTo(Verdict.BROKEN);
        assertThat(digest("bob:x\n\n", "bob", "x")).isEqualTo(Verdict.RIGHT);
        assertThat(digest("# bob\nbob:x", "bob", "x")).isEqualTo(Verdict.RIGHT);
        assertThat(digest("", "bob", "x")).isEqualTo(Verdict.WRONG);
    }

    @Test
    void aLineEndsAfter255Bytes() throws IOException {
        String password = "p".repeat(PasswordFile.LONGEST_LINE - "bob:".length());
        assertThat(digest("bob:" + password + "\n", "bob", password)).isEqualTo(Verdict.RIGHT);
        assertThat(digest("bob:" + password + "q\n", "bob", password)).isEqualTo(Verdict.RIGHT);
        assertThat(digest("bob:" + password + "\ncarol:x\n", "carol", "x")).isEqualTo(Verdict.RIGHT);
    }

    @Test
    void offersWhatSomebodyCanUse() {
        assertThat(PasswordFile.of("# a:b\n").mechanisms()).isEmpty();
        assertThat(PasswordFile.of("a:$6$x$y\n").mechanisms()).containsExactly(Mechanism.LOGIN, Mechanism.PLAIN);
        assertThat(PasswordFile.of("a:b\n").mechanisms()).containsExactly(Mechanism.CRAM_MD5);
        assertThat(PasswordFile.of("a:b\nc:$y$x$y\n").mechanisms()).containsExactly(Mechanism.values());
    }
}
