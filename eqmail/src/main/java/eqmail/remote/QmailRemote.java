package eqmail.remote;

import eqmail.bfrmt.Outgoing;
import eqmail.bfrmt.RemoteFilters;
import eqmail.bytes.Latin1;
import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.mail.Body;
import eqmail.mail.Verdict;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The command {@code qmail-remote HOST SENDER RECIPIENT ...}: message on descriptor 0, records on descriptor 1, always
 * exit 0 (qmail-remote(8)). One connection, never kept.
 */
public final class QmailRemote {
    private final Path home;
    private final Surroundings world;
    private final RemoteFilters filters;

    /** A command for {@code home}; {@code filters} stay the caller's to close. */
    public QmailRemote(Path home, Surroundings world, RemoteFilters filters) {
        this.filters = filters;
        this.home = home;
        this.world = world;
    }

    /**
     * Delivers and writes the records.
     *
     * @throws IOException when the records cannot be written
     */
    public void run(List<String> arguments, Body message, OutputStream records) throws IOException {
        records.write(Latin1.bytes(report(arguments, message).records()));
        records.flush();
    }

    private Report report(List<String> arguments, Body message) {
        if (arguments.size() < 3) {
            return Report.of('D', "I (qmail-remote) was invoked improperly. (#5.3.5)\n");
        }
        if (!Files.isDirectory(home)) {
            return Report.of('Z', "Unable to switch to home directory. (#4.3.0)\n");
        }
        try {
            RemoteSettings settings = RemoteSettings.load(new Control(home));
            return send(
                    settings,
                    new Outgoing(arguments.get(0), arguments.get(1), arguments.subList(2, arguments.size()), message));
        } catch (ControlException unusable) {
            return Report.of('Z', "Unable to read control files. (#4.3.0)\n");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return resources();
        } catch (OutOfMemoryError full) {
            return Report.of('Z', "Out of memory. (#4.3.0)\n");
        }
    }

    private Report send(RemoteSettings settings, Outgoing mail) throws InterruptedException {
        try (RemoteFilters.Filtered filtered = filters.pass(settings.filters(), mail)) {
            if (filtered.stopped().isPresent()) {
                Verdict why = filtered.stopped().get();
                return Report.of(why.letter(), why.text());
            }
            return new RemoteDelivery(settings, world, Sessions.single())
                    .deliver(mail.host(), mail.sender(), mail.recipients(), filtered.body());
        }
    }

    private static Report resources() {
        return Report.of('Z', "System resources temporarily unavailable. (#4.3.0)\n");
    }
}
