package eqmail.doctor;

import eqmail.dns.ServerProbe;
import eqmail.net.IpText;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** The name servers of resolv.conf(5): do they answer, do they check signatures, and who could forge what they say? */
public final class NameServers implements Check {
    private final List<InetSocketAddress> servers;
    private final Probe probe;

    /** Asks one server; {@link ServerProbe#ask} in earnest. */
    @FunctionalInterface
    public interface Probe {
        /** What kind of server {@code server} is. */
        ServerProbe.State ask(InetSocketAddress server) throws InterruptedException;
    }

    /** For {@code servers}. */
    public NameServers(List<InetSocketAddress> servers, Probe probe) {
        this.servers = List.copyOf(servers);
        this.probe = probe;
    }

    @Override
    public String subject() {
        return "name server";
    }

    @Override
    public List<Finding> look() throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        int answering = 0;
        for (InetSocketAddress server : servers) {
            String text = IpText.of(server.getAddress());
            ServerProbe.State state = probe.ask(server);
            findings.add(
                    switch (state) {
                        case SILENT -> Finding.warn(text + " does not answer", "take it out of /etc/resolv.conf");
                        case REFUSES -> Finding.warn(text + " refuses to answer", "take it out of /etc/resolv.conf");
                        case ANSWERS ->
                            Finding.warn(
                                    text + " answers, but checks no DNSSEC signatures",
                                    "run a validating resolver on this host, such as unbound");
                        case VALIDATES -> validating(server, text);
                    });
            answering += state == ServerProbe.State.ANSWERS || state == ServerProbe.State.VALIDATES ? 1 : 0;
        }
        if (answering == 0) {
            findings.add(Finding.fail(
                    "none answers, so no mail can leave", "name one that does in /etc/resolv.conf, or run one here"));
        }
        return findings;
    }

    private static Finding validating(InetSocketAddress server, String text) {
        return server.getAddress().isLoopbackAddress()
                ? Finding.ok(text + " answers and checks DNSSEC signatures")
                : Finding.warn(
                        text + " checks DNSSEC signatures, but its answers cross a network unprotected",
                        "run a validating resolver on this host, such as unbound");
    }
}
