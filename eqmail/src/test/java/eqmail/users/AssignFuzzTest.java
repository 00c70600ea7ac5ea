package eqmail.users;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import testkit.Fuzz;

/** users/assign and records of users/cdb of any bytes. */
@Timeout(600)
class AssignFuzzTest {
    private static final String[] FILES = {
        "=joe:joe:1001:1001:/home/joe:::\n+joe-:joe:1001:1001:/home/joe:-::\n.\n",
        "+:alias:7790:2108:/alias:-::\n.\n",
        ".\n"
    };
    private static final String[] RECORDS = {
        "joe\0" + "1001\0" + "1001\0/home/joe\0-\0ext\0", "a\0" + "4294967294\0" + "0\0\0\0\0"
    };

    @Test
    void aTableIsWholeOrRefused() {
        Fuzz.rounds(20_000, random -> {
            String text = Fuzz.bent(random, FILES);
            AssignTable.parse(text).ifPresent(table -> {
                assertThat(table.records()).isNotEmpty();
                assertThat(table.records().getLast().key()).isEmpty();
                assertThat(table.records().subList(0, table.records().size() - 1))
                        .allMatch(each -> each.key().startsWith("!")
                                && each.data().chars().filter(c -> c == 0).count() >= 5);
            });
        });
    }

    @Test
    void aRecordIsAnAccountThatCanExistOrRefused() {
        Fuzz.rounds(20_000, random -> {
            try {
                Assignment found = Assignment.parse(Fuzz.bent(random, RECORDS));
                assertThat(found.account().uid()).isNotEqualTo(-1);
                assertThat(found.account().gid()).isNotEqualTo(-1);
                assertThat(Assignment.parse(found.record())).isEqualTo(found);
            } catch (LookupException refused) {
                assertThat(refused.exitCode()).isPositive();
            }
        });
    }
}
