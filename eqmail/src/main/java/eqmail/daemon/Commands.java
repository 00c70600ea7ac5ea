package eqmail.daemon;

import eqmail.call.Call;
import eqmail.call.CallProgram;
import eqmail.inject.InjectHost;
import eqmail.inject.QmailInject;
import eqmail.queue.MailQueue;
import eqmail.queue.Origins;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/** The commands that the server carries out for their callers. */
final class Commands {
    private final Host host;
    private final MailQueue queue;
    private final Origins origins;

    /**
     * Commands that queue into {@code queue}.
     *
     * @param queue of unix form; only used while nothing stands in for qmail-queue
     * @param origins names callers in Received lines
     */
    Commands(Host host, MailQueue queue, Origins origins) {
        this.host = host;
        this.queue = queue;
        this.origins = origins;
    }

    Map<String, CallProgram> byName() {
        return Map.of("qmail-inject", this::inject);
    }

    private int inject(Call call) throws IOException {
        Optional<ZoneId> zone = zone(call.env());
        if (zone.isEmpty() || queueIsReplaced()) {
            return CallProgram.NOT_HERE;
        }
        return new QmailInject(new InjectHost(
                        call.name(),
                        call.env(),
                        host.home(),
                        Path.of("/"),
                        queue,
                        origins.of(call.uid()),
                        host.clock(),
                        zone::get,
                        call.pid(),
                        call.stdin(),
                        OutputStream.nullOutputStream(),
                        call.stderr()))
                .run(call.args());
    }

    private boolean queueIsReplaced() {
        return host.environment().containsKey("QMAILQUEUE")
                || host.programs().standIn("qmail-queue").isPresent();
    }

    /** The caller's zone; empty for forms of TZ that the command itself may understand. */
    private Optional<ZoneId> zone(Map<String, String> env) {
        String name = env.get("TZ");
        if (name == null) {
            return Optional.of(host.zone());
        }
        try {
            return Optional.of(ZoneId.of(name.isEmpty() ? "UTC" : name));
        } catch (DateTimeException unknown) {
            return Optional.empty();
        }
    }
}
