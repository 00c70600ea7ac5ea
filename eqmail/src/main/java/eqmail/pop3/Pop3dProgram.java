package eqmail.pop3;

import eqmail.net.Connection;
import eqmail.net.Dialogue;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;

/** The command qmail-pop3d: shows a Maildir to whoever is on descriptors 0 and 1, who has proved to be its owner. */
public final class Pop3dProgram {
    /** For each command and each write. */
    static final Duration TIMEOUT = Duration.ofSeconds(1200);

    /** However slowly a mailbox is fetched. */
    static final Duration WHOLE = Duration.ofHours(24);

    private final Dialogue client;
    private final InstantSource clock;

    /** A session on {@code connection}. */
    public Pop3dProgram(Connection connection, InstantSource clock, LongSupplier nanoClock) {
        this.client = new Dialogue(connection, nanoClock, WHOLE, TIMEOUT);
        this.clock = clock;
    }

    /** Serves the Maildir that the first argument names; the exit code is always 0. */
    public int run(List<String> arguments) {
        try {
            String path = arguments.isEmpty() ? "" : arguments.getFirst();
            try (Maildrop maildrop = MaildirDrop.open(path, clock.instant(), Manner.ORIGINAL)) {
                new Transaction(client, new Commands(client, TIMEOUT), maildrop, Manner.ORIGINAL, List.of()).run();
            } catch (MaildropException e) {
                client.say("-ERR " + e.getMessage() + "\r\n");
                client.flush();
            }
        } catch (IOException gone) {
            // Without QUIT nothing changes, and nobody is left to hear of it.
        }
        return 0;
    }
}
