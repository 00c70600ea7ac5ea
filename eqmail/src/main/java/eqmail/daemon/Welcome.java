package eqmail.daemon;

import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.net.IpText;
import eqmail.tcpserver.ListenLine;
import eqmail.tcpserver.ListenersFile;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What {@code eqmail run} says when it serves: how to send a first message, and where that will lie. The ports are those of
 * control/listeners; what does not listen is not spoken of.
 */
final class Welcome {
    private static final String TO = FirstRun.MAILBOXES.get(0) + "@" + FirstRun.HOST;
    private static final String FROM = FirstRun.MAILBOXES.get(1) + "@" + FirstRun.HOST;

    private final Path home;
    private final List<ListenLine> listeners;

    private Welcome(Path home, List<ListenLine> listeners) {
        this.home = home;
        this.listeners = listeners;
    }

    /** For the server of {@code home}. */
    static Welcome of(Path home) throws ControlException {
        return new Welcome(home, ListenersFile.read(Control.strict(home)));
    }

    /** Line by line. */
    List<String> lines() {
        List<String> lines = new ArrayList<>(List.of("running; home " + home));
        Path mailboxes = home.resolve("mail");
        if (!Files.exists(mailboxes.resolve(FirstRun.MAILBOXES.getFirst()))) {
            return lines; // a home that somebody else has furnished
        }
        place("smtp").ifPresent(place -> {
            lines.add("send a first message from another terminal:");
            lines.add("    printf 'Subject: hello\\n\\nIt works.\\n' | curl smtp://" + place + " --mail-from " + FROM
                    + " --mail-rcpt " + TO + " -T - --crlf");
            lines.add("it will lie in "
                    + mailboxes.resolve(FirstRun.MAILBOXES.getFirst()).resolve("Maildir/new"));
        });
        FirstRun.account(home).password().ifPresent(password -> asMailProgramsDo(password, lines));
        lines.add("mailboxes: " + TO + ", " + FROM + "; configuration: " + home.resolve("control")
                + "; stop with Ctrl-C");
        return lines;
    }

    private void asMailProgramsDo(String password, List<String> lines) {
        String user = FirstRun.account(home).user();
        place("submission").ifPresent(place -> {
            lines.add("or as a mail program does, through submission on port " + port(place) + ", user " + user
                    + ", password " + password + ":");
            lines.add("    swaks --server " + place + " --auth PLAIN --auth-user " + user + " --auth-password "
                    + password + " --from " + TO + " --to " + FROM);
        });
        place("pop3").ifPresent(place -> {
            lines.add("read it with a mail program by POP3 on port " + port(place) + ", or, all at once:");
            lines.add("    curl pop3://" + user + ":" + password + "@" + place + "/1");
        });
    }

    private static String port(String place) {
        return place.substring(place.lastIndexOf(':') + 1);
    }

    /** {@code address:port} of a listener in {@code role} that this machine reaches, best of this machine only. */
    private Optional<String> place(String role) {
        return listeners.stream()
                .filter(line -> line.role().equals(role) && line.port() != 0)
                .min(Comparator.comparingInt(Welcome::distance))
                .map(line -> text(address(line)) + ":" + line.port());
    }

    private static int distance(ListenLine line) {
        InetAddress address = address(line);
        int far = address.isLoopbackAddress() ? 0 : 2;
        return IpText.isV4(address) ? far : far + 1;
    }

    /** Where everything is listened to, the nearest will do. */
    private static InetAddress address(ListenLine line) {
        return line.address()
                .filter(address -> !address.isAnyLocalAddress())
                .orElseGet(() -> line.address().filter(any -> !IpText.isV4(any)).isPresent()
                        ? InetAddress.ofLiteral("::1")
                        : InetAddress.ofLiteral("127.0.0.1"));
    }

    private static String text(InetAddress address) {
        return IpText.isV4(address) ? IpText.of(address) : "[" + IpText.of(address) + "]";
    }
}
