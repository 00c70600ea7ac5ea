package eqmail.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConstMapTest {
    @Test
    void findsKeysInAnyCase() {
        ConstMap map = ConstMap.keys(List.of("Example.ORG"));
        assertThat(map.contains("eXample.org")).isTrue();
        assertThat(map.contains("example.or")).isFalse();
    }

    @Test
    void letsTheLastOfEqualKeysCount() {
        assertThat(ConstMap.pairs(List.of("a:1", "A:2")).get("a")).hasValue("2");
    }

    @Test
    void splitsAtTheFirstColonAndIgnoresLinesWithout() {
        ConstMap map = ConstMap.pairs(List.of("x:y:z", "alone", ":all"));
        assertThat(map.get("x")).hasValue("y:z");
        assertThat(map.contains("alone")).isFalse();
        assertThat(map.get("")).hasValue("all");
    }
}
