package eqmail.bfrmt;

import eqmail.fs.HeldBody;
import eqmail.fs.ScratchFile;
import eqmail.log.Log;
import eqmail.posix.Child;
import eqmail.posix.Descriptor;
import eqmail.posix.Exit;
import eqmail.posix.Signal;
import eqmail.time.Deadline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A program that is started for each message: {@code PROGRAM HOST SENDER RECIPIENT ...}, the message on descriptor 0, the
 * new one on 1, complaints on 2; its exit code decides (remotefilters(5)). When it is done with, so is all it started.
 */
final class ProgramFilter implements Filter {
    private final FilterLine line;
    private final Path home;
    private final Map<String, String> environment;
    private final FilterLimits limits;
    private final Log log;

    ProgramFilter(FilterLine line, Path home, Map<String, String> environment, FilterLimits limits, Log log) {
        this.line = line;
        this.home = home;
        this.environment = environment;
        this.limits = limits;
        this.log = log;
    }

    @Override
    public Result apply(Outgoing mail) throws InterruptedException {
        try (Descriptor message = ScratchFile.copyOf(mail.body())) {
            return run(mail, message);
        } catch (IOException e) {
            return Judgement.of(line.toString(), e);
        }
    }

    private Result run(Outgoing mail, Descriptor message) throws IOException {
        Deadline end = Deadline.in(limits.time());
        try (Child child = line.launch(home, arguments(mail))
                .environment(surroundings(mail))
                .descriptor(0, message)
                .pipeFrom(1)
                .pipeFrom(2)
                .start()) {
            Complaints complaints = new Complaints(child.from(2), line.toString(), log);
            try {
                long most = FilterLimits.output(message.status().size());
                HeldBody output = HeldBody.readUnix(new FilterOutput(child.from(1), end, most));
                return finish(child, end, output, message, complaints);
            } finally {
                child.killGroup(Signal.KILL);
                complaints.finish();
            }
        }
    }

    /** The program has closed its output. */
    private Result finish(Child child, Deadline end, HeldBody output, Descriptor message, Complaints complaints)
            throws IOException {
        boolean used = false;
        try {
            Exit exit = child.waitFor(end.left()).orElseThrow(() -> new FilterFault("takes too long"));
            child.killGroup(Signal.KILL);
            complaints.finish();
            if (exit.crashed()) {
                throw new FilterFault("crashes");
            }
            if (!exit.ok()) {
                return Judgement.failed(line.toString(), exit.code(), complaints.first());
            }
            Judgement.check(output, message);
            used = true;
            return new Result.Pass(output);
        } finally {
            if (!used) {
                output.close();
            }
        }
    }

    private static List<String> arguments(Outgoing mail) {
        List<String> arguments = new ArrayList<>(List.of(mail.host(), mail.sender()));
        arguments.addAll(mail.recipients());
        return arguments;
    }

    private Map<String, String> surroundings(Outgoing mail) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("HOST", mail.host());
        all.put("SENDER", mail.sender());
        all.put("RECIPIENT", mail.recipients().getFirst());
        return all;
    }
}
