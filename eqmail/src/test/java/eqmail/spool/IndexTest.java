package eqmail.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IndexTest {
    private static Row row(long id, long last) {
        Row row = new Row();
        row.id = id;
        row.first = Position.of(1, 4096);
        row.last = last;
        row.birth = 5;
        row.remoteDue = last;
        return row;
    }

    @Test
    void holdsWhatAMapWouldHold() {
        Index index = new Index();
        Map<Long, Long> model = new HashMap<>();
        Random random = new Random(7);
        for (int i = 0; i < 200_000; i++) {
            long id = 1L + random.nextInt(20_000);
            if (random.nextInt(3) == 0) {
                index.remove(id);
                model.remove(id);
            } else {
                index.put(row(id, i));
                model.put(id, (long) i);
            }
        }
        assertThat(index.size()).isEqualTo(model.size());
        Row found = new Row();
        for (long id = 0; id <= 20_001; id++) {
            assertThat(index.find(id, found)).isEqualTo(model.containsKey(id));
            if (model.containsKey(id)) {
                assertThat(found.last).isEqualTo(model.get(id));
                assertThat(found.remoteDue).isEqualTo(model.get(id));
                assertThat(found.localDue).isEqualTo(Row.NEVER);
            }
        }
        assertThat(index.ids())
                .containsExactly(model.keySet().stream()
                        .mapToLong(Long::longValue)
                        .sorted()
                        .toArray());
    }
}
