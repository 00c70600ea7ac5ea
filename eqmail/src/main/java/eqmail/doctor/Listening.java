package eqmail.doctor;

import eqmail.net.IpText;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The sockets that {@code control/listeners} names: does the server answer there? */
public final class Listening implements Check {
    /** Roles in which the server speaks first. */
    private static final Set<String> GREETED = Set.of("smtp", "submission", "pop3");

    private final List<Place> places;
    private final Caller caller;

    /**
     * A line of control/listeners.
     *
     * @param role its first word
     * @param address where; empty for everywhere
     * @param port 1 to 65535
     * @param rules the file of rules, relative to the home
     * @param environment variables of its sessions
     */
    public record Place(
            String role, Optional<InetAddress> address, int port, String rules, Map<String, String> environment) {
        /** Can only programs of this host get here? */
        boolean isPrivate() {
            return address.isPresent() && address.get().isLoopbackAddress();
        }

        String text() {
            return role + " " + address.map(Place::bracketed).orElse("") + ":" + port;
        }

        private static String bracketed(InetAddress address) {
            return IpText.isV4(address) ? IpText.of(address) : "[" + IpText.of(address) + "]";
        }
    }

    /** Calls a server. */
    @FunctionalInterface
    public interface Caller {
        /**
         * Connects and hangs up.
         *
         * @param greeted does the server speak first? Inside TLS it waits.
         * @return its first line; empty if it does not speak first
         */
        String call(InetSocketAddress server, boolean greeted) throws IOException;
    }

    /** For {@code places}; none if that file is missing. */
    public Listening(List<Place> places, Caller caller) {
        this.places = List.copyOf(places);
        this.caller = caller;
    }

    @Override
    public String subject() {
        return "ports";
    }

    @Override
    public List<Finding> look() {
        if (places.isEmpty()) {
            return List.of(Finding.warn(
                    "without control/listeners the server opens no port",
                    "echo 'smtp :25' >control/listeners, or run qmail-smtpd under tcpserver"));
        }
        List<Finding> findings = new ArrayList<>();
        places.forEach(place -> findings.add(of(place)));
        if (places.stream().noneMatch(p -> p.role().equals("smtp") && p.port() == 25 && !p.isPrivate())) {
            findings.add(Finding.warn(
                    "no other host can bring mail: nothing listens for it on port 25",
                    "put the line smtp :25 into control/listeners"));
        }
        return findings;
    }

    private Finding of(Place place) {
        InetAddress address = place.address().orElse(InetAddress.getLoopbackAddress());
        boolean greeted = GREETED.contains(place.role());
        String mend = "start the server, and look into its log: qmail-start(8)";
        try {
            String line = caller.call(new InetSocketAddress(address, place.port()), greeted);
            boolean welcome = line.startsWith("220") || line.startsWith("+OK");
            return !greeted || welcome
                    ? Finding.ok(place.text() + " answers" + (greeted ? ": " + line : ""))
                    : Finding.fail(place.text() + " answers: " + line, mend);
        } catch (IOException e) {
            return Finding.fail(place.text() + " does not answer: " + e.getMessage(), mend);
        }
    }
}
