package eqmail.spp;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.spp.Plugins.Phase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import testkit.Fuzz;

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
    void linesBeforeTheFirstSectionAndBelowAnUnknownOneMeanNothing() {
        assertThat(parse("early", "[Mail]", "upper", "[", "none", "[ mail]", "blank", "[xyz]", "x"))
                .isEmpty();
    }

    @Test
    void everyLineOfAnyFileIsAPluginOrNothing() {
        Fuzz.rounds(20_000, random -> {
            List<String> entries = Fuzz.bent(
                            random, "[mail]\nbin/x\n:echo E\n[rcpt]\n+bin/y\n", "[connection]\n", "[h]\n[a\n#c\n")
                    .lines()
                    .filter(line -> !line.isEmpty())
                    .toList();
            List<String> plugins = PluginSections.parse(entries).lines().values().stream()
                    .flatMap(List::stream)
                    .toList();
            assertThat(entries).containsAll(plugins);
            assertThat(plugins).noneMatch(line -> line.startsWith("[") || line.isEmpty());
        });
    }
}
