package eqmail.smtpd;

import eqmail.control.Control;
import eqmail.control.RcptHosts;
import eqmail.mail.BodyForm;
import eqmail.queue.MailQueue;
import eqmail.queue.Origin;
import eqmail.spp.Plugins;
import eqmail.tls.ServerTls;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** A host for sessions, all of it in memory: takes mail for example.org, logs to a list. */
final class Rig {
    static final String GREETING = "220 mail.example.org ESMTP\r\n";
    static final String BYE = "221 mail.example.org\r\n";

    /** HELO to DATA, as packets. */
    static final List<String> OPENING = List.of(
            "HELO client.example\r\n",
            "MAIL FROM:<s@client.example>\r\n",
            "RCPT TO:<user@example.org>\r\n",
            "DATA\r\n");

    final Map<String, String> env = new LinkedHashMap<>(Map.of(
            "TCPREMOTEIP", "192.0.2.7", "TCPREMOTEHOST", "client.example.net", "TCPLOCALHOST", "mail.example.org"));
    final RecordingQueue recording;
    final List<String> log = new ArrayList<>();
    MailQueue queue;
    Function<Map<String, String>, MailQueue> queueChoice = environment -> queue;
    SmtpdControls.Source source = this::controls;
    Logins logins = Logins.ofCommand(Optional.empty());
    Plugins plugins = Plugins.NONE;
    ServerTls.Source tls = ciphers -> ServerTls.load(new Control(Path.of("/nowhere")), ciphers, log::add);
    boolean certificate;
    SmtpdLimits limits = SmtpdLimits.DEFAULT;
    Instant now = Instant.parse("2026-11-22T10:20:30Z");
    OwnAddresses own = () -> Set.of(0, 0x7f000001);
    List<String> rcptHosts = List.of("example.org");
    List<String> badMailFrom = List.of();
    RcptHosts.MoreHosts more = key -> false;
    long dataBytes;
    int maxRecipients = SmtpdControls.DEFAULT_RECIPIENTS;
    boolean mailAuthFromRelaysOnly;

    Rig() {
        this(BodyForm.UNIX);
    }

    Rig(BodyForm form) {
        recording = new RecordingQueue(form);
        queue = recording;
    }

    SmtpdControls controls() {
        return new SmtpdControls(
                "mail.example.org",
                Optional.of("mail.example.org"),
                Duration.ofMinutes(20),
                new RcptHosts(Optional.of(rcptHosts), more),
                new BadMailFrom(badMailFrom),
                dataBytes,
                maxRecipients,
                mailAuthFromRelaysOnly,
                certificate);
    }

    SmtpdHost host() {
        return new SmtpdHost(
                source,
                queueChoice,
                e -> plugins,
                Origin.network(201),
                log::add,
                () -> now,
                ZoneOffset.UTC,
                own,
                logins,
                tls,
                limits);
    }

    /** Runs a session to its end and gives the exit code. */
    int run(ScriptedPeer peer) {
        return new Session(peer, env, host()).run();
    }

    /** Everything that the server says to {@code packets}, without the greeting. */
    String say(String... packets) {
        ScriptedPeer peer = new ScriptedPeer(packets);
        run(peer);
        return peer.transcript().substring(GREETING.length());
    }
}
