package eqmail.dns;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A resolver for tests: answers what it was told, in memory. A name it was not told of does not exist. */
public final class FakeResolver implements Resolver {
    private static final int TTL = 60;

    private final Map<String, Answer<?>> answers = new HashMap<>();
    private final List<String> questions = new CopyOnWriteArrayList<>();

    /** The answer for {@code name TYPE}, or for {@code name *} whatever the type. */
    public FakeResolver answer(String question, Answer<?> answer) {
        answers.put(question, answer);
        return this;
    }

    /** Addresses of either family. */
    public FakeResolver address(String name, String... addresses) {
        List<InetAddress> four = new ArrayList<>();
        List<InetAddress> six = new ArrayList<>();
        for (String address : addresses) {
            (address.indexOf(':') < 0 ? four : six).add(InetAddress.ofLiteral(address));
        }
        exists(name);
        if (!four.isEmpty()) {
            answer(name + " A", new Answer.Found<>(four, TTL));
        }
        if (!six.isEmpty()) {
            answer(name + " AAAA", new Answer.Found<>(six, TTL));
        }
        return this;
    }

    /** Exchangers as {@code 10 host}. */
    public FakeResolver mx(String name, String... exchangers) {
        List<Exchanger> list = new ArrayList<>();
        for (String exchanger : exchangers) {
            String[] words = exchanger.split(" ", 2);
            list.add(new Exchanger(Integer.parseInt(words[0]), words[1]));
        }
        return exists(name).answer(name + " MX", new Answer.Found<>(list, TTL));
    }

    /** An alias, for questions about the alias itself. */
    public FakeResolver cname(String name, String target) {
        return exists(name).answer(name + " CNAME", new Answer.Found<>(List.of(target), TTL));
    }

    /** The name exists. */
    public FakeResolver exists(String name) {
        answers.putIfAbsent(name + " *", new Answer.NoData<>(TTL));
        return this;
    }

    /** Every question about the name fails. */
    public FakeResolver fails(String name) {
        return answer(name + " *", new Answer.Failed<>("SERVFAIL"));
    }

    /** The questions so far, as {@code name TYPE}. */
    public List<String> questions() {
        return List.copyOf(questions);
    }

    @Override
    public Answer<InetAddress> a(String name) {
        return get(name, "A");
    }

    @Override
    public Answer<InetAddress> aaaa(String name) {
        return get(name, "AAAA");
    }

    @Override
    public Answer<Exchanger> mx(String name) {
        return get(name, "MX");
    }

    @Override
    public Answer<String> cname(String name) {
        return get(name, "CNAME");
    }

    @Override
    public Answer<String> ptr(InetAddress address) {
        return get(address.getHostAddress(), "PTR");
    }

    @Override
    public Answer<String> txt(String name) {
        return get(name, "TXT");
    }

    @SuppressWarnings("unchecked") // the test told an answer of the right type
    private <T> Answer<T> get(String name, String type) {
        questions.add(name + " " + type);
        Answer<?> any = answers.getOrDefault(name + " *", new Answer.NoSuchName<>(TTL));
        return (Answer<T>) answers.getOrDefault(name + " " + type, any);
    }
}
