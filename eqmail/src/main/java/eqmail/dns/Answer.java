package eqmail.dns;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What the domain name system says to one question. The three kinds of "nothing" are kept apart because mail treats them
 * differently: a name that does not exist bounces, a server that does not answer is asked again later.
 *
 * @param <T> what one record of the type asked for holds
 */
public sealed interface Answer<T> {
    /** How long the answer may be kept, in seconds; 0 for a failure. */
    int ttl();

    /** The records, in the order the server gave them; none unless this is {@link Found}. */
    default List<T> records() {
        return List.of();
    }

    /** Is it {@link Failed}, so that the question is still open? */
    default boolean failed() {
        return false;
    }

    /** The same answer with each record turned into something else. */
    <U> Answer<U> map(Function<? super T, ? extends U> each);

    /** Records of the type asked for; at least one. Aliases on the way to them were followed. */
    record Found<T>(List<T> records, int ttl) implements Answer<T> {
        /** Copies the list. */
        public Found {
            records = List.copyOf(records);
        }

        @Override
        public <U> Answer<U> map(Function<? super T, ? extends U> each) {
            List<U> mapped = new ArrayList<>(records.size());
            records.forEach(record -> mapped.add(each.apply(record)));
            return new Found<>(mapped, ttl);
        }
    }

    /** There is no such name, of any type (NXDOMAIN), or the text can be nobody's name. */
    record NoSuchName<T>(int ttl) implements Answer<T> {
        @Override
        public <U> Answer<U> map(Function<? super T, ? extends U> each) {
            return new NoSuchName<>(ttl);
        }
    }

    /** The name exists, without a record of this type. */
    record NoData<T>(int ttl) implements Answer<T> {
        @Override
        public <U> Answer<U> map(Function<? super T, ? extends U> each) {
            return new NoData<>(ttl);
        }
    }

    /** No server gave a usable answer in time; the next try may. {@code why} is for a log. */
    record Failed<T>(String why) implements Answer<T> {
        @Override
        public int ttl() {
            return 0;
        }

        @Override
        public boolean failed() {
            return true;
        }

        @Override
        public <U> Answer<U> map(Function<? super T, ? extends U> each) {
            return new Failed<>(why);
        }
    }
}
