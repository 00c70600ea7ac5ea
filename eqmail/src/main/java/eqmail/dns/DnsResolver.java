package eqmail.dns;

import eqmail.bytes.Latin1;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * The {@link Resolver} that really asks, on top of dnsjava. Unlike the original it uses every record of an answer and
 * follows aliases in it; an alias whose target the server left out is asked for again, {@link #MOST_ALIASES} times.
 */
public final class DnsResolver implements Resolver {
    /** Longer chains of aliases are loops or attacks (the original's limit for recipients too). */
    static final int MOST_ALIASES = 10;

    /** How long one question may take by default, all servers and attempts included. */
    public static final Duration DEFAULT_LIMIT = Duration.ofSeconds(30);

    /** Time to live of an answer that names none. */
    private static final int NO_TTL = 60;

    private final Servers servers;
    private final Duration most;

    /**
     * A resolver for the servers of {@code conf}, which is asked anew for every question.
     *
     * @param most how long one question may take, with all servers, attempts and aliases
     */
    public DnsResolver(Supplier<ResolvConf> conf, Duration most) {
        this.servers = new Servers(conf);
        this.most = most;
    }

    @Override
    public Answer<InetAddress> a(String name) throws InterruptedException {
        return ask(name, Type.A, record -> ((ARecord) record).getAddress());
    }

    @Override
    public Answer<InetAddress> aaaa(String name) throws InterruptedException {
        return ask(name, Type.AAAA, record -> ((AAAARecord) record).getAddress());
    }

    @Override
    public Answer<Exchanger> mx(String name) throws InterruptedException {
        return ask(name, Type.MX, record -> {
            MXRecord mx = (MXRecord) record;
            return new Exchanger(mx.getPriority(), text(mx.getTarget()));
        });
    }

    @Override
    public Answer<String> cname(String name) throws InterruptedException {
        return ask(name, Type.CNAME, record -> text(((CNAMERecord) record).getTarget()));
    }

    @Override
    public Answer<String> ptr(InetAddress address) throws InterruptedException {
        return ask(ReverseMap.fromAddress(address), Type.PTR, record -> text(((PTRRecord) record).getTarget()));
    }

    @Override
    public Answer<String> txt(String name) throws InterruptedException {
        return ask(name, Type.TXT, record -> joined((TXTRecord) record));
    }

    private <T> Answer<T> ask(String name, int type, Function<Record, T> value) throws InterruptedException {
        try {
            return ask(Name.fromString(name, Name.root), type, value);
        } catch (TextParseException nobodysName) {
            return new Answer.NoSuchName<>(NO_TTL);
        }
    }

    private <T> Answer<T> ask(Name name, int type, Function<Record, T> value) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        Name asked = name;
        for (int aliases = 0; aliases <= MOST_ALIASES; aliases++) {
            Reading<T> reading;
            try {
                reading = new Reading<>(servers.ask(Record.newRecord(asked, type, DClass.IN), end), asked, type, value);
            } catch (IOException e) {
                return new Answer.Failed<>(String.valueOf(e.getMessage()));
            }
            if (reading.complete()) {
                return reading.answer();
            }
            asked = reading.last();
        }
        return new Answer.Failed<>("too many aliases");
    }

    /** A name as our callers write it: escaped as in zone files, no final dot; the root is empty. */
    private static String text(Name name) {
        return name.equals(Name.root) ? "" : name.toString(true);
    }

    private static String joined(TXTRecord txt) {
        StringBuilder all = new StringBuilder();
        for (byte[] part : txt.getStringsAsByteArrays()) {
            all.append(Latin1.string(part));
        }
        return all.toString();
    }

    /** One message from a server, read along its chain of aliases. */
    private static final class Reading<T> {
        private final Message message;
        private final List<T> values = new ArrayList<>();
        private Name last;
        private int ttl = Integer.MAX_VALUE;
        private boolean moved;

        Reading(Message message, Name asked, int type, Function<Record, T> value) {
            this.message = message;
            this.last = asked;
            List<Record> records = message.getSection(Section.ANSWER);
            if (type != Type.CNAME) {
                follow(records);
            }
            for (Record record : records) {
                if (record.getType() == type
                        && record.getDClass() == DClass.IN
                        && record.getName().equals(last)) {
                    values.add(value.apply(record));
                    ttl = (int) Math.min(ttl, record.getTTL());
                }
            }
        }

        private void follow(List<Record> records) {
            for (int steps = 0; steps < MOST_ALIASES; steps++) {
                Name from = last;
                for (Record record : records) {
                    if (record instanceof CNAMERecord alias && alias.getName().equals(from)) {
                        last = alias.getTarget();
                        ttl = (int) Math.min(ttl, alias.getTTL());
                        moved = true;
                        break;
                    }
                }
                if (last.equals(from)) {
                    return;
                }
            }
        }

        /** Does it say all? Not if it names an alias and leaves open what stands there. */
        boolean complete() {
            return !values.isEmpty() || !moved || message.getRcode() == Rcode.NXDOMAIN || soa() != null;
        }

        /** Where the aliases lead. */
        Name last() {
            return last;
        }

        Answer<T> answer() {
            if (!values.isEmpty()) {
                return new Answer.Found<>(values, ttl);
            }
            SOARecord soa = soa();
            int negative = soa == null ? NO_TTL : (int) Math.min(soa.getTTL(), soa.getMinimum());
            return message.getRcode() == Rcode.NXDOMAIN
                    ? new Answer.NoSuchName<>(negative)
                    : new Answer.NoData<>(negative);
        }

        private @Nullable SOARecord soa() {
            for (Record record : message.getSection(Section.AUTHORITY)) {
                if (record instanceof SOARecord soa) {
                    return soa;
                }
            }
            return null;
        }
    }
}
