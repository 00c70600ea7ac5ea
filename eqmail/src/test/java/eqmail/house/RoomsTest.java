package eqmail.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RoomsTest {
    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("eqmail");

    private final Map<String, Integer> rows = Rooms.table();

    @Test
    void everyPackageHasARow() {
        TreeSet<String> homeless = new TreeSet<>();
        for (JavaClass each : PRODUCT) {
            if (!rows.containsKey(Rooms.of(each.getName()))) {
                homeless.add(each.getPackageName());
            }
        }
        assertThat(homeless).as("packages without a row in ARCHITECTURE.md").isEmpty();
    }

    @Test
    void aRoomUsesRoomsOfASmallerRowOnly() {
        TreeSet<String> broken = new TreeSet<>();
        for (JavaClass each : PRODUCT) {
            for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
                String user = Rooms.of(each.getName());
                String target =
                        dependency.getTargetClass().getBaseComponentType().getName();
                if (target.startsWith("eqmail.") && !Rooms.allows(rows, user, Rooms.of(target))) {
                    broken.add(each.getName() + " uses " + target);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void noTwoPackagesUseEachOther() {
        SlicesRuleDefinition.slices()
                .matching("eqmail.(**)")
                .should()
                .beFreeOfCycles()
                .check(PRODUCT);
    }

    @Test
    void onlyPosixMakesForeignCalls() {
        List<String> foreign = PRODUCT.stream()
                .filter(c -> !Rooms.of(c.getName()).equals("posix"))
                .filter(c -> c.getDirectDependenciesFromSelf().stream()
                        .anyMatch(d -> d.getTargetClass().getName().startsWith("java.lang.foreign.Linker")))
                .map(JavaClass::getName)
                .toList();
        assertThat(foreign).isEmpty();
    }

    @Test
    void theRuleSeparatesThePrograms() {
        assertThat(rows).containsEntry("smtpd", Rooms.PROGRAMS).containsEntry("local", Rooms.PROGRAMS);
        assertThat(Rooms.allows(rows, "smtpd", "local")).isFalse();
        assertThat(Rooms.allows(rows, "spool", "smtpd")).isFalse();
        assertThat(Rooms.allows(rows, "smtpd", "spool")).isTrue();
    }

    @Test
    void refusesARoomInTwoRows() {
        assertThatThrownBy(() -> Rooms.parse("| 1 | `a` | x |\n| 2 | `b` `a` | y |\n"))
                .hasMessageContaining("room a");
    }
}
