package eqmail.auth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ApopTest {
    private static final String STAMP = "<1896.697170952@dbc.mtview.ca.us>";
    private static final String DIGEST = "c4c9334bac560ecc979e58001b3e22fb";

    @Test
    void answersAsTheExampleOfTheStandard() {
        assertThat(Apop.digest("tanstaaf", STAMP)).isEqualTo(DIGEST);
    }

    @Test
    void aPlainPasswordServesBothChallenges() throws Exception {
        PasswordFile file = PasswordFile.of("mrose:tanstaaf\n");
        assertThat(file.judge(new Claim("mrose", DIGEST, STAMP))).isEqualTo(PasswordFile.Verdict.RIGHT);
        assertThat(file.judge(new Claim("mrose", CramMd5.digest("tanstaaf", STAMP), STAMP)))
                .isEqualTo(PasswordFile.Verdict.RIGHT);
        assertThat(file.judge(new Claim("mrose", DIGEST, "<1@x>"))).isEqualTo(PasswordFile.Verdict.WRONG);
        assertThat(file.judge(new Claim("mrose", Apop.digest("tanstaaf", ""), "")))
                .isEqualTo(PasswordFile.Verdict.WRONG);
    }
}
