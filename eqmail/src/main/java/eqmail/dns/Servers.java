package eqmail.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;

/**
 * Puts one question to the servers of resolv.conf, one after the other, until one answers. Truncated answers are
 * fetched again by TCP (RFC 7766). A server that says "trouble here" (SERVFAIL, REFUSED, ...) counts as not having
 * answered, but when every server has said so there is no second round: waiting would not help.
 */
final class Servers {
    private static final int EDNS_PAYLOAD = 1232;

    private final Supplier<ResolvConf> conf;
    private final AtomicInteger turn = new AtomicInteger();

    Servers(Supplier<ResolvConf> conf) {
        this.conf = conf;
    }

    /**
     * The first usable answer: code NOERROR or NXDOMAIN.
     *
     * @param end when to give up, as System::nanoTime
     * @throws IOException when no server gave one in time
     */
    Message ask(Record question, long end) throws IOException, InterruptedException {
        ResolvConf now = conf.get();
        int first = now.rotate() ? turn.getAndIncrement() : 0;
        int count = now.servers().size();
        IOException last = new IOException("no name server");
        for (int attempt = 0; attempt < now.attempts(); attempt++) {
            boolean allSpoke = true;
            for (int i = 0; i < count; i++) {
                try {
                    return usable(send(now, now.servers().get(Math.floorMod(first + i, count)), question, end));
                } catch (ServerTrouble trouble) {
                    last = trouble;
                } catch (IOException silent) {
                    last = silent;
                    allSpoke = false;
                }
            }
            if (allSpoke) {
                break;
            }
        }
        throw last;
    }

    private static Message send(ResolvConf conf, InetSocketAddress server, Record question, long end)
            throws IOException, InterruptedException {
        Duration left = Duration.ofNanos(end - System.nanoTime());
        if (!left.isPositive()) {
            throw new IOException("timed out");
        }
        SimpleResolver one = new SimpleResolver(server);
        one.setTimeout(left.compareTo(conf.timeout()) < 0 ? left : conf.timeout());
        one.setTCP(conf.tcp());
        one.setEDNS(conf.edns0() ? 0 : -1, EDNS_PAYLOAD, 0, List.of());
        try {
            Message answer = one.send(Message.newQuery(question));
            if (conf.edns0() && answer.getRcode() == Rcode.FORMERR) {
                one.setEDNS(-1, 0, 0, List.of());
                answer = one.send(Message.newQuery(question));
            }
            return answer;
        } catch (IOException failed) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw failed;
        }
    }

    private static Message usable(Message answer) throws ServerTrouble {
        int code = answer.getRcode();
        if (code == Rcode.NOERROR || code == Rcode.NXDOMAIN) {
            return answer;
        }
        throw new ServerTrouble(Rcode.string(code));
    }

    private static final class ServerTrouble extends IOException {
        private static final long serialVersionUID = 1;

        ServerTrouble(String code) {
            super(code);
        }
    }
}
