package eqmail.daemon;

import eqmail.auth.Backoff;
import eqmail.auth.Checker;
import eqmail.pop3.Pop3Host;
import eqmail.pop3.Session;
import eqmail.tcpserver.Role;
import eqmail.tls.ServerTls;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;

/** The roles by which mail programs fetch mail. */
final class MailboxRoles {
    private static final String BUSY = "-ERR [SYS/TEMP] sorry, too many sessions";

    private MailboxRoles() {}

    /** pop3 and pop3s; wrong passwords count together with those of SMTP. */
    static List<Role> of(Host host, Identity identity, Checkers checkers, Backoff backoff, ServerTls.Source tls)
            throws IOException {
        SecureRandom random = new SecureRandom();
        Pop3Host here = new Pop3Host(
                identity.maildrops(checkers),
                environment -> checkers.of(environment).map(Checker::mechanisms).orElse(Set.of()),
                backoff,
                () -> random.nextLong(Long.MAX_VALUE),
                Thread::sleep,
                () -> Files.exists(host.home().resolve(ServerTls.CERTIFICATE)),
                tls,
                host.clock(),
                System::nanoTime);
        return List.of(
                new Role("pop3", (c, environment) -> new Session(c, environment, here).run(false), BUSY),
                new Role("pop3s", (c, environment) -> new Session(c, environment, here).run(true), ""));
    }
}
