package eqmail.dkim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DmarcRecordTest {
    @Test
    void readsPolicyAndReports() {
        DmarcRecord record = DmarcRecord.parse("v=DMARC1; p=Reject; sp=none; pct=100; adkim=s; aspf=r; fo=1;"
                + " rua=mailto:a@example.org , mailto:b@example.org!10m; x=y;");
        assertThat(record)
                .isEqualTo(new DmarcRecord("reject", List.of("mailto:a@example.org", "mailto:b@example.org!10m")));
        assertThat(DmarcRecord.parse("v=DMARC1;p=none").reports()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v=DMARC1                      | there is no p= in it",
                "v=DMARC1; p=some              | p cannot be some",
                "v=DMARC1; p=none; sp=all      | sp cannot be all",
                "v=DMARC1; p=none; adkim=x     | adkim cannot be x",
                "v=DMARC1; p=none; aspf=       | 'aspf cannot be '",
                "v=DMARC1; p=none; pct=101     | pct cannot be 101",
                "v=DMARC1; p=none; pct=ten     | pct cannot be ten",
                "v=DMARC1; p=none; rua=a@b.c   | rua names no mailto: address: a@b.c",
                "v=DMARC1; p=none; ruf=mailto: | ruf names no mailto: address: mailto:",
                "v=DMARC1; p=none; p=none      | repeated tag",
                "v=DMARC1; p=none; quarantine  | not a list of tags",
            })
    void saysWhyOthersWillNotUnderstandIt(String text, String fault) {
        assertThatThrownBy(() -> DmarcRecord.parse(text)).hasMessage(fault);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v=DMARC1", "v=DMARC1; p=none", "v = DMARC1 ;p=none"})
    void knowsItsOwn(String text) {
        assertThat(DmarcRecord.is(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "v=DMARC10; p=none", "v=spf1 -all", "p=none; v=DMARC1", "v=dmarc1; p=none"})
    void knowsWhatIsSomethingElse(String text) {
        assertThat(DmarcRecord.is(text)).isFalse();
    }
}
