package eqmail.tcpserver;

import eqmail.dns.Answer;
import eqmail.dns.Resolver;
import eqmail.dns.ReverseName;
import eqmail.net.IpText;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** Looks an address up in DNS lists (RFC 5782) and in lists of those never to be blocked. */
final class RblLists {
    private static final String UNANSWERED = "temporary RBL lookup error";

    private final Resolver resolver;
    private final boolean permanent;
    private final boolean failClosed;

    /**
     * {@code permanent}: a listed client is refused for good. {@code failClosed}: no answer counts against the client,
     * but never for good.
     */
    RblLists(Resolver resolver, boolean permanent, boolean failClosed) {
        this.resolver = resolver;
        this.permanent = permanent;
        this.failClosed = failClosed;
    }

    /** Why {@code ip} is blocked; empty if it is not, or is no address. The first source that knows it decides. */
    Optional<Block> ask(String ip, List<RblsmtpdOptions.Source> sources) throws InterruptedException {
        Optional<InetAddress> address = IpText.parse(ip);
        if (address.isEmpty()) {
            return Optional.empty();
        }
        String reversed = ReverseName.of(address.get());
        boolean mustNotBounce = false;
        for (RblsmtpdOptions.Source source : sources) {
            String name = reversed + source.base();
            if (source.anti()) {
                Answer<InetAddress> answer = resolver.a(name);
                if (!answer.records().isEmpty() || (answer.failed() && !failClosed)) {
                    return Optional.empty();
                }
                mustNotBounce |= answer.failed();
            } else {
                Answer<String> answer = resolver.txt(name);
                if (answer.failed() && failClosed) {
                    return Optional.of(new Block(false, UNANSWERED));
                }
                if (!answer.records().isEmpty()) {
                    boolean bounce = permanent && !mustNotBounce;
                    return Optional.of(new Block(bounce, answer.records().getFirst()));
                }
            }
        }
        return Optional.empty();
    }

    /**
     * A client that gets no service.
     *
     * @param permanent for good (553), or for now (451)
     * @param text why
     */
    record Block(boolean permanent, String text) {
        private static final int MOST = 200;

        /** What RBLSMTPD says: {@code -text} blocks for good, {@code text} for now, "" not at all. */
        static Optional<Block> ofVariable(String value) {
            if (value.isEmpty()) {
                return Optional.empty();
            }
            boolean permanent = value.startsWith("-");
            return Optional.of(new Block(permanent, permanent ? value.substring(1) : value));
        }

        /** The reply line: code and text, cut and in printable ASCII. */
        String reply() {
            StringBuilder line = new StringBuilder(permanent ? "553 " : "451 ");
            for (int i = 0; i < Math.min(text.length(), MOST); i++) {
                char c = text.charAt(i);
                line.append(c < 32 || c > 126 ? '?' : c);
            }
            return line.toString();
        }
    }
}
