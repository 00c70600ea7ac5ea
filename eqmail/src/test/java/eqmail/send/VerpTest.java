package eqmail.send;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerpTest {
    @ParameterizedTest
    @CsvSource({
        "list-@example.org-@[], joe@x.net, list-joe=x.net@example.org",
        "l@a@b-@[], u@v@w, l@au@v=w@b",
        "list-@[], joe@x.net, list-@[]",
        "@h-@[], a@b, a=b@h",
        "list-@example.org, joe@x.net, list-@example.org",
        "#@[], a@b, #@[]"
    })
    void expandsOnlyMarkedSenders(String sender, String recipient, String expanded) {
        assertThat(Verp.sender(sender, recipient)).isEqualTo(expanded);
    }
}
