package eqmail.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** Asks one name server for the root, which is signed: what kind of server is it? */
public final class ServerProbe {
    private ServerProbe() {}

    /** What was learnt. */
    public enum State {
        /** No answer in time. */
        SILENT,
        /** It says that it cannot or will not answer. */
        REFUSES,
        /** It answers, and does not say that it has checked signatures. */
        ANSWERS,
        /** It has checked the signature (the AD bit, RFC 6840 5.7). */
        VALIDATES
    }

    /** Asks {@code server} once, by UDP. */
    public static State ask(InetSocketAddress server, Duration within) throws InterruptedException {
        SimpleResolver resolver = new SimpleResolver(server);
        resolver.setTimeout(within);
        Message question = Message.newQuery(Record.newRecord(Name.root, Type.SOA, DClass.IN));
        question.getHeader().setFlag(Flags.AD);
        try {
            Message answer = resolver.send(question);
            if (answer.getRcode() != Rcode.NOERROR && answer.getRcode() != Rcode.NXDOMAIN) {
                return State.REFUSES;
            }
            return answer.getHeader().getFlag(Flags.AD) ? State.VALIDATES : State.ANSWERS;
        } catch (IOException silent) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return State.SILENT;
        }
    }
}
