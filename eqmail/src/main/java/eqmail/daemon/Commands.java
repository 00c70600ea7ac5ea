package eqmail.daemon;

import eqmail.bytes.Latin1;
import eqmail.call.Call;
import eqmail.call.CallProgram;
import eqmail.inject.InjectHost;
import eqmail.inject.QmailInject;
import eqmail.inject.Sendmail;
import eqmail.lines.Children;
import eqmail.lines.CondRedirect;
import eqmail.lines.Forward;
import eqmail.lines.LineCommand;
import eqmail.lines.QReceipt;
import eqmail.queue.MailQueue;
import eqmail.queue.Origins;
import eqmail.time.LocalZone;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
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
        return Map.of(
                "qmail-inject", call -> inject(call, call.name(), call.args(), call.env()),
                "sendmail", this::sendmail,
                "forward", call -> line(call, new Forward()),
                "condredirect", call -> line(call, CondRedirect::redirect),
                "qreceipt", call -> line(call, new QReceipt()));
    }

    private int inject(Call call, String name, List<String> args, Map<String, String> env) throws IOException {
        Optional<ZoneId> zone = zone(env);
        if (zone.isEmpty() || replaced("qmail-queue")) {
            return CallProgram.NOT_HERE;
        }
        return new QmailInject(new InjectHost(
                        name,
                        env,
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
                .run(args);
    }

    private int sendmail(Call call) throws IOException {
        try {
            Sendmail.Errand errand = Sendmail.errand(call.name(), call.args(), call.env());
            return errand.program().equals("qmail-inject") && !replaced("qmail-inject")
                    ? inject(call, errand.program(), errand.args(), errand.env())
                    : CallProgram.NOT_HERE;
        } catch (Sendmail.Refusal refusal) {
            call.stderr().write(Latin1.bytes(refusal.text()));
            return refusal.exit();
        }
    }

    private int line(Call call, LineCommand command) throws IOException {
        if (replaced("qmail-queue")) {
            return CallProgram.NOT_HERE;
        }
        return new eqmail.lines.Call(
                        call.name(),
                        call.args(),
                        call.env(),
                        call.stdin(),
                        call.stderr(),
                        Children.ofProcess(Map.of()),
                        queue,
                        origins.of(call.uid()))
                .run(command);
    }

    private boolean replaced(String program) {
        return host.environment().containsKey("QMAILQUEUE")
                || host.programs().standIn(program).isPresent();
    }

    /** The caller's zone; empty for forms of TZ that the command itself may understand. */
    private Optional<ZoneId> zone(Map<String, String> env) {
        String name = env.get("TZ");
        return name == null ? Optional.of(host.zone()) : LocalZone.named(name);
    }
}
