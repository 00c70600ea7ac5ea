package eqmail.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CipherListTest {
    private static final List<String> MODERN =
            List.of("TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256");
    private static final String ECDSA_GCM = "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384";
    private static final String RSA_GCM = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384";
    private static final String RSA_GCM_128 = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";
    private static final String RSA_CHACHA = "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256";
    private static final String DHE_GCM = "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384";
    private static final String RSA_CBC = "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256";
    private static final String RSA_SHA1 = "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA";
    private static final List<String> OLD =
            List.of(ECDSA_GCM, RSA_GCM_128, RSA_CHACHA, RSA_GCM, DHE_GCM, RSA_CBC, RSA_SHA1);

    private static CipherList parse(String text) {
        List<String> supported = new java.util.ArrayList<>(MODERN);
        supported.addAll(OLD);
        supported.add("TLS_DHE_DSS_WITH_AES_256_GCM_SHA384");
        supported.add("TLS_EMPTY_RENEGOTIATION_INFO_SCSV");
        return CipherList.parse(text, supported);
    }

    /** The suites before TLS 1.3. */
    private static List<String> old(String text) {
        return parse(text).suites().stream()
                .filter(one -> !MODERN.contains(one))
                .toList();
    }

    @Test
    void namesSuitesAsOpensslDoes() {
        Map<String, String> names = Map.of(
                RSA_GCM,
                "ECDHE-RSA-AES256-GCM-SHA384",
                RSA_CHACHA,
                "ECDHE-RSA-CHACHA20-POLY1305",
                RSA_SHA1,
                "ECDHE-RSA-AES128-SHA",
                RSA_CBC,
                "ECDHE-RSA-AES128-SHA256",
                DHE_GCM,
                "DHE-RSA-AES256-GCM-SHA384",
                "TLS_RSA_WITH_AES_128_GCM_SHA256",
                "AES128-GCM-SHA256",
                "TLS_RSA_WITH_AES_256_CBC_SHA",
                "AES256-SHA",
                "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
                "DES-CBC3-SHA",
                "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA",
                "ECDHE-RSA-DES-CBC3-SHA",
                "TLS_AES_256_GCM_SHA384",
                "TLS_AES_256_GCM_SHA384");
        names.forEach((iana, openssl) -> assertThat(Suite.of(iana).openssl()).isEqualTo(openssl));
    }

    @Test
    void takesEverythingByDefault() {
        assertThat(old("DEFAULT")).isEqualTo(OLD);
        assertThat(old("ALL")).isEqualTo(OLD);
        assertThat(old("HIGH")).isEqualTo(OLD);
    }

    @Test
    void takesNamesOfBothKindsInTheirOrder() {
        assertThat(old("DHE-RSA-AES256-GCM-SHA384:" + RSA_GCM)).containsExactly(DHE_GCM, RSA_GCM);
    }

    @Test
    void takesGroupsAndWhatGroupsHaveInCommon() {
        assertThat(old("ECDHE+AESGCM")).containsExactly(ECDSA_GCM, RSA_GCM_128, RSA_GCM);
        assertThat(old("EECDH+aRSA+AESGCM+AES256")).containsExactly(RSA_GCM);
        assertThat(old("CHACHA20")).containsExactly(RSA_CHACHA);
        assertThat(old("DHE")).containsExactly(DHE_GCM);
    }

    @Test
    void takesOutForNowForGoodAndToTheEnd() {
        assertThat(old("AESGCM:-aRSA:DHE")).containsExactly(ECDSA_GCM, DHE_GCM);
        assertThat(old("AESGCM:!aRSA:DHE")).containsExactly(ECDSA_GCM);
        assertThat(old("AESGCM:+aECDSA")).containsExactly(RSA_GCM_128, RSA_GCM, DHE_GCM, ECDSA_GCM);
        assertThat(old("HIGH:!SHA1:!SHA256")).doesNotContain(RSA_SHA1, RSA_CBC).contains(RSA_GCM);
    }

    @Test
    void sortsByStrength() {
        assertThat(old("RSA_NONE:aRSA+AESGCM:@STRENGTH")).containsExactly(RSA_GCM, DHE_GCM, RSA_GCM_128);
    }

    @Test
    void acceptsEverySeparator() {
        assertThat(old("CHACHA20,DHE ECDSA")).containsExactly(RSA_CHACHA, DHE_GCM, ECDSA_GCM);
    }

    @Test
    void reportsWhatItDoesNotKnow() {
        CipherList list = parse("HIGH:NONSENSE:!FOO:RC4-SHA:MEDIUM:@SECLEVEL=3");
        assertThat(list.unknown()).containsExactly("NONSENSE", "!FOO", "RC4-SHA", "MEDIUM", "@SECLEVEL=3");
        assertThat(list.suites()).containsAll(OLD);
    }

    @Test
    void staysSilentWhenWhatIsNotHereIsTakenOut() {
        assertThat(parse("HIGH:!aNULL:!eNULL:!EXPORT:!RC4:!MD5:!3DES:-PSK").unknown())
                .isEmpty();
    }

    @Test
    void ignoresAListInWhichNothingIsUnderstood() {
        assertThat(parse("NONSENSE").suites()).containsAll(OLD).containsAll(MODERN);
        assertThat(parse("NONSENSE").unknown()).containsExactly("NONSENSE");
    }

    @Test
    void neverFallsBackWhenTheListTakesEverythingOut() {
        assertThat(old("ALL:!ALL")).isEmpty();
        assertThat(parse("ALL:!ALL").suites()).isEqualTo(MODERN);
    }

    @Test
    void keepsTls13UnlessItIsNamed() {
        assertThat(parse("DHE").suites()).containsAll(MODERN);
        assertThat(parse("DHE:!TLS_AES_128_GCM_SHA256").suites())
                .doesNotContain("TLS_AES_128_GCM_SHA256")
                .contains("TLS_AES_256_GCM_SHA384");
        assertThat(parse("TLS_AES_128_GCM_SHA256").suites()).containsExactly("TLS_AES_128_GCM_SHA256");
    }

    @Test
    void neverTakesDsaOrSignals() {
        assertThat(parse("ALL").suites()).noneMatch(one -> one.contains("DSS") || one.contains("SCSV"));
    }
}
