package eqmail.spf;

import eqmail.dns.Answer;
import eqmail.dns.Exchanger;
import eqmail.dns.Resolver;
import eqmail.net.IpText;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one check asks the name service. A name that cannot exist is not asked for. All questions together have a time
 * limit (RFC 7208 4.6.4); a question that fails, or comes too late, is a temperror. One thread uses it.
 */
final class Questions {
    private final Resolver resolver;
    private final InetAddress client;
    private final LongSupplier nanoClock;
    private final long end;
    private @Nullable Answer<String> clientNames;
    private @Nullable List<String> proven;

    Questions(Resolver resolver, InetAddress client, LongSupplier nanoClock, Duration limit) {
        this.resolver = resolver;
        this.client = client;
        this.nanoClock = nanoClock;
        this.end = nanoClock.getAsLong() + limit.toNanos();
    }

    private interface Asking<T> {
        Answer<T> of(String name) throws InterruptedException;
    }

    Answer<String> texts(String name) throws Trouble, InterruptedException {
        return told(name, resolver::txt);
    }

    Answer<InetAddress> v4(String name) throws Trouble, InterruptedException {
        return told(name, resolver::a);
    }

    /** Addresses of the client's family. */
    Answer<InetAddress> addresses(String name) throws Trouble, InterruptedException {
        return IpText.isV4(client) ? v4(name) : told(name, resolver::aaaa);
    }

    Answer<Exchanger> exchangers(String name) throws Trouble, InterruptedException {
        return told(name, resolver::mx);
    }

    /** Addresses of the client's family; the host's name is as a {@link Resolver} gives and takes it. */
    Answer<InetAddress> exchangerAddresses(Exchanger mx) throws Trouble, InterruptedException {
        return answered(mx.host(), IpText.isV4(client) ? resolver::a : resolver::aaaa);
    }

    /** What the client's address is called, proven or not; a failure is an answer here (5.5). */
    Answer<String> clientNames() throws Trouble, InterruptedException {
        if (clientNames == null) {
            inTime();
            clientNames = resolver.ptr(client);
        }
        return clientNames;
    }

    /** Those of the first ten names that lead back to the client (5.5). */
    List<String> provenNames() throws Trouble, InterruptedException {
        if (proven == null) {
            List<String> names = clientNames().records();
            List<String> found = new ArrayList<>();
            for (String name : names.subList(0, Math.min(Evaluation.MOST_HOSTS, names.size()))) {
                inTime();
                Answer<InetAddress> back = IpText.isV4(client) ? resolver.a(name) : resolver.aaaa(name);
                if (back.records().contains(client)) {
                    found.add(name);
                }
            }
            proven = List.copyOf(found);
        }
        return proven;
    }

    private <T> Answer<T> told(String name, Asking<T> asking) throws Trouble, InterruptedException {
        return DomainName.possible(name) ? answered(Resolver.question(name), asking) : new Answer.NoSuchName<>(0);
    }

    private <T> Answer<T> answered(String question, Asking<T> asking) throws Trouble, InterruptedException {
        inTime();
        Answer<T> answer = asking.of(question);
        if (answer instanceof Answer.Failed<T> failed) {
            throw Trouble.temporary("no answer about " + question + ": " + failed.why());
        }
        return answer;
    }

    private void inTime() throws Trouble {
        if (nanoClock.getAsLong() - end > 0) {
            throw Trouble.temporary("the name service is too slow");
        }
    }
}
