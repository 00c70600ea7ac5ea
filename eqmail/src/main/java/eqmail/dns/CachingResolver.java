package eqmail.dns;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import eqmail.bytes.Latin1;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Remembers answers for the daemon, and lets threads that ask the same at the same time wait for one answer. Small on
 * purpose: the real cache is the system's name server; this one saves the round trip for destinations in heavy use.
 */
public final class CachingResolver implements Resolver {
    /** About 300 bytes each. */
    private static final int MOST_ENTRIES = 10_000;

    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration LONGEST_NEGATIVE = Duration.ofMinutes(5);
    /** A dead name server costs half a minute a question; those that come meanwhile need not wait each. */
    private static final Duration FAILURE = Duration.ofSeconds(5);

    private final Resolver origin;
    private final AsyncCache<Question, Answer<?>> answers;

    /** Remembers what {@code origin} says. {@code ticker} counts nanoseconds. */
    public CachingResolver(Resolver origin, Ticker ticker) {
        this.origin = origin;
        this.answers = Caffeine.newBuilder()
                .maximumSize(MOST_ENTRIES)
                .ticker(ticker)
                .executor(Runnable::run)
                .expireAfter(Expiry.creating((Question q, Answer<?> answer) -> lifetime(answer)))
                .buildAsync();
    }

    @Override
    public Answer<InetAddress> a(String name) throws InterruptedException {
        return recall("A", name, () -> origin.a(name));
    }

    @Override
    public Answer<InetAddress> aaaa(String name) throws InterruptedException {
        return recall("AAAA", name, () -> origin.aaaa(name));
    }

    @Override
    public Answer<Exchanger> mx(String name) throws InterruptedException {
        return recall("MX", name, () -> origin.mx(name));
    }

    @Override
    public Answer<String> cname(String name) throws InterruptedException {
        return recall("CNAME", name, () -> origin.cname(name));
    }

    @Override
    public Answer<String> ptr(InetAddress address) throws InterruptedException {
        return recall("PTR", address.getHostAddress(), () -> origin.ptr(address));
    }

    @Override
    public Answer<String> txt(String name) throws InterruptedException {
        return recall("TXT", name, () -> origin.txt(name));
    }

    private record Question(String type, String name) {}

    private interface Asking<T> {
        Answer<T> now() throws InterruptedException;
    }

    @SuppressWarnings("unchecked") // a question's type decides the type of its answer
    private <T> Answer<T> recall(String type, String name, Asking<T> asking) throws InterruptedException {
        Question question = new Question(type, Latin1.lower(name));
        while (true) {
            CompletableFuture<Answer<?>> mine = new CompletableFuture<>();
            CompletableFuture<Answer<?>> theirs = answers.asMap().putIfAbsent(question, mine);
            if (theirs == null) {
                return fill(mine, asking);
            }
            try {
                return (Answer<T>) theirs.get();
            } catch (CancellationException | ExecutionException theyGaveUp) {
                // The thread that asked was stopped; its entry is gone. Ask ourselves.
            }
        }
    }

    private static <T> Answer<T> fill(CompletableFuture<Answer<?>> mine, Asking<T> asking) throws InterruptedException {
        try {
            Answer<T> answer = asking.now();
            mine.complete(answer);
            return answer;
        } finally {
            mine.cancel(false);
        }
    }

    private static Duration lifetime(Answer<?> answer) {
        Duration most = switch (answer) {
            case Answer.Found<?> found -> LONGEST;
            case Answer.NoSuchName<?> none -> LONGEST_NEGATIVE;
            case Answer.NoData<?> none -> LONGEST_NEGATIVE;
            case Answer.Failed<?> failed -> FAILURE;
        };
        Duration own = answer.failed() ? FAILURE : Duration.ofSeconds(answer.ttl());
        return own.compareTo(most) < 0 ? own : most;
    }
}
