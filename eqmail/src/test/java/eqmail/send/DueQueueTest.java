package eqmail.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DueQueueTest {
    private record Entry(long time, long id) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            return time == other.time ? Long.compare(id, other.id) : Long.compare(time, other.time);
        }
    }

    @Test
    void givesWhatIsDueFirstAndOfOneSecondTheOldest() {
        DueQueue queue = new DueQueue();
        PriorityQueue<Entry> model = new PriorityQueue<>();
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 200_000; i++) {
            if (model.isEmpty() || random.nextInt(100) < (i < 100_000 ? 60 : 40)) {
                Entry entry = new Entry(random.nextLong(1_000), i);
                model.add(entry);
                queue.add(entry.time, entry.id);
            } else {
                assertThat(queue.firstTime()).isEqualTo(model.element().time);
                assertThat(queue.poll()).isEqualTo(model.remove().id);
            }
            assertThat(queue.size()).isEqualTo(model.size());
        }
    }

    @Test
    void knowsWhatIsDue() {
        DueQueue queue = new DueQueue();
        assertThat(queue.firstTime()).isEqualTo(Long.MAX_VALUE);
        queue.add(10, 1);
        assertThat(queue.hasDue(9)).isFalse();
        assertThat(queue.hasDue(10)).isTrue();
    }

    @Test
    void advancesEverythingThatIsLater() {
        DueQueue queue = new DueQueue();
        for (int i = 0; i < 1_000; i++) {
            queue.add(i * 7 % 1_000, i);
        }
        queue.advanceAllTo(500);
        long last = Long.MIN_VALUE;
        for (int i = 0; i < 1_000; i++) {
            assertThat(queue.hasDue(500)).isTrue();
            assertThat(queue.firstTime()).isGreaterThanOrEqualTo(last);
            last = queue.firstTime();
            queue.poll();
        }
    }

    @Test
    void anEmptyQueueGivesNothing() {
        assertThatThrownBy(new DueQueue()::poll).isInstanceOf(NoSuchElementException.class);
    }
}
