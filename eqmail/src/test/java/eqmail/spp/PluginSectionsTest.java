package eqmail.spp;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.spp.Plugins.Phase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PluginSectionsTest {
    private static Map<Phase, List<String>> parse(String... entries) {
        return PluginSections.parse(List.of(entries)).lines();
    }

    @Test
    void aLineBelongsToTheSectionAboveIt() {
        assertThat(parse(
                        "[connection]", "c", "[helo]", "h", "[mail]", "m", "[rcpt]", "r", "[data]", "d", "[auth]", "a"))
                .isEqualTo(Map.of(
                        Phase.CONNECTION, List.of("c"),
                        Phase.HELO, List.of("h"),
                        Phase.MAIL, List.of("m"),
                        Phase.RCPT, List.of("r"),
                        Phase.DATA, List.of("d"),
                        Phase.AUTH, List.of("a")));
    }

    @Test
    void theSecondByteOfASectionDecides() {
        assertThat(parse("[made up", "x", "[r", "y"))
                .isEqualTo(Map.of(Phase.MAIL, List.of("x"), Phase.RCPT, List.of("y")));
    }

    @Test
    void sectionsMayRepeatAndKeepTheOrderOfTheFile() {
        assertThat(parse("[mail]", "1", "[data]", "2", "[mail]", "3", "1"))
                .isEqualTo(Map.of(Phase.MAIL, List.of("1", "3", "1"), Phase.DATA, List.of("2")));
    }

    @Test
    void aNulEndsALine() {
        assertThat(parse("[m\0x]", "bin/x\0y", "\0")).isEqualTo(Map.of(Phase.MAIL, List.of("bin/x")));
    }

    @Test
    void linesBeforeTheFirstSectionAndBelowAnUnknownOneMeanNothing() {
        assertThat(parse("early", "[Mail]", "upper", "[", "none", "[ mail]", "blank", "[xyz]", "x"))
                .isEmpty();
    }
}
