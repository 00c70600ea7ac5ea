package eqmail.spf;

import eqmail.bytes.Latin1;
import eqmail.dns.Answer;
import eqmail.dns.Exchanger;
import eqmail.net.IpText;
import eqmail.net.Network;
import eqmail.spf.Mechanism.Bits;
import eqmail.spf.SpfRecord.Directive;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** One run of check_host (RFC 7208 4) with all the records that it comes across. One thread uses it. */
final class Evaluation {
    /** Terms that make the name service work (4.6.4). */
    static final int MOST_TERMS = 10;

    /** Terms whose question found nothing (4.6.4). */
    static final int MOST_VOIDS = 2;

    /** Exchangers of one mx, names of the client (4.6.4). */
    static final int MOST_HOSTS = 10;

    private final SpfQuery query;
    private final Questions questions;
    private final MacroValues values;
    private int terms;
    private int voids;

    Evaluation(SpfQuery query, Questions questions, MacroValues values) {
        this.query = query;
        this.questions = questions;
        this.values = values;
    }

    /**
     * How one record came out.
     *
     * @param cause the directive that matched, or in a word what else decided
     * @param domain whose record it was
     * @param explanation that record's exp=
     */
    record Outcome(SpfResult result, String cause, String domain, Optional<MacroString> explanation) {
        private static Outcome none(String domain) {
            return new Outcome(SpfResult.NONE, "", domain, Optional.empty());
        }
    }

    /** Evaluates what {@code domain} publishes. */
    Outcome check(String domain) throws Trouble, InterruptedException {
        if (!DomainName.checkable(domain)) {
            return Outcome.none(domain);
        }
        List<String> records = questions.texts(domain).records().stream()
                .filter(RecordReader::isRecord)
                .toList();
        if (records.size() > 1) {
            throw Trouble.permanent("several records for " + domain);
        }
        return records.isEmpty() ? Outcome.none(domain) : evaluate(RecordReader.read(records.getFirst()), domain);
    }

    private Outcome evaluate(SpfRecord record, String domain) throws Trouble, InterruptedException {
        for (Directive directive : record.directives()) {
            if (matches(directive.mechanism(), domain)) {
                return new Outcome(directive.result(), directive.text(), domain, record.explanation());
            }
        }
        if (record.redirect().isEmpty()) {
            return new Outcome(SpfResult.NEUTRAL, "default", domain, Optional.empty());
        }
        count();
        Outcome other = check(name(record.redirect().get(), domain));
        if (other.result() == SpfResult.NONE) {
            throw Trouble.permanent("nothing where redirect= leads");
        }
        return other;
    }

    private boolean matches(Mechanism mechanism, String domain) throws Trouble, InterruptedException {
        if (mechanism.asks()) {
            count();
        }
        return switch (mechanism) {
            case Mechanism.All all -> true;
            case Mechanism.Ip ip -> ip.block().contains(query.ip());
            case Mechanism.A a -> host(target(a.domain(), domain), a.bits());
            case Mechanism.Mx mx -> exchanger(target(mx.domain(), domain), mx.bits());
            case Mechanism.Ptr ptr -> named(target(ptr.domain(), domain));
            case Mechanism.Exists exists -> exists(name(exists.domain(), domain));
            case Mechanism.Include include -> included(name(include.domain(), domain));
        };
    }

    private boolean included(String domain) throws Trouble, InterruptedException {
        return switch (check(domain).result()) {
            case PASS -> true;
            case NONE -> throw Trouble.permanent("nothing where include: leads");
            default -> false;
        };
    }

    private boolean exists(String name) throws Trouble, InterruptedException {
        return !counted(name, questions.v4(name)).isEmpty();
    }

    private boolean host(String name, Bits bits) throws Trouble, InterruptedException {
        return near(counted(name, questions.addresses(name)), bits);
    }

    private boolean exchanger(String name, Bits bits) throws Trouble, InterruptedException {
        List<Exchanger> exchangers = counted(name, questions.exchangers(name)).stream()
                .filter(mx -> !mx.host().isEmpty())
                .sorted(Comparator.comparingInt(Exchanger::preference))
                .toList();
        for (Exchanger mx : exchangers.subList(0, Math.min(MOST_HOSTS, exchangers.size()))) {
            if (near(questions.exchangerAddresses(mx).records(), bits)) {
                return true;
            }
        }
        if (exchangers.size() > MOST_HOSTS) {
            throw Trouble.permanent("too many exchangers for " + name);
        }
        return false;
    }

    private boolean near(List<InetAddress> addresses, Bits bits) {
        int length = IpText.isV4(query.ip()) ? bits.v4() : bits.v6();
        return addresses.stream().anyMatch(a -> Network.around(a, length).contains(query.ip()));
    }

    private boolean named(String domain) throws Trouble, InterruptedException {
        counted(domain, questions.clientNames());
        return questions.provenNames().stream().anyMatch(name -> DomainName.within(name, domain));
    }

    private String target(Optional<MacroString> spec, String domain) throws Trouble, InterruptedException {
        return spec.isEmpty() ? domain : name(spec.get(), domain);
    }

    private String name(MacroString spec, String domain) throws Trouble, InterruptedException {
        return DomainName.fitted(spec.expand(letter -> values.of(letter, domain)));
    }

    private void count() throws Trouble {
        if (++terms > MOST_TERMS) {
            throw Trouble.permanent("more than " + MOST_TERMS + " terms need the name service");
        }
    }

    /** The records; a question about a name that cannot exist was not asked, so it does not count. */
    private <T> List<T> counted(String name, Answer<T> answer) throws Trouble {
        boolean nothing = !answer.failed() && answer.records().isEmpty();
        if (nothing && DomainName.possible(name) && ++voids > MOST_VOIDS) {
            throw Trouble.permanent("more than " + MOST_VOIDS + " terms lead nowhere");
        }
        return answer.records();
    }

    /**
     * The text for whoever was refused (6.2); empty if the domain has none, or none that can be shown. Trouble on the way
     * does not change the result.
     */
    Optional<String> explain(Outcome outcome) throws InterruptedException {
        if (outcome.explanation().isEmpty()) {
            return Optional.empty();
        }
        try {
            String where = name(outcome.explanation().get(), outcome.domain());
            List<String> texts = questions.texts(where).records();
            if (texts.size() != 1) {
                return Optional.empty();
            }
            String text = MacroString.explanation(texts.getFirst()).expand(c -> values.of(c, outcome.domain()));
            return Optional.of(text).filter(Evaluation::isPrintable);
        } catch (Trouble untold) {
            return Optional.empty();
        }
    }

    private static boolean isPrintable(String text) {
        for (byte b : Latin1.bytes(text)) {
            if (b < ' ' || b > '~') {
                return false;
            }
        }
        return true;
    }
}
