package eqmail.queue;

import eqmail.delivery.Replaceable;
import eqmail.dkim.Verifier;
import eqmail.log.Log;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Which queue a session's messages go to: the program that QMAILQUEUE names; else the program that stands in for {@code
 * bin/qmail-queue}; else our own queue, without a process. Where it is told how, it does what our own qmail-vdkim does
 * without a process, too.
 */
public final class QueueChoice {
    private static final String NAME = "qmail-queue";

    private final Path home;
    private final Replaceable programs;
    private final MailQueue own;
    private final Optional<VerifyingQueues> checks;

    /**
     * Every program that is named is run.
     *
     * @param home the qmail home; programs are relative to it
     * @param programs judges what lies in its {@code bin}
     * @param own our own queue
     */
    public QueueChoice(Path home, Replaceable programs, MailQueue own) {
        this(home, programs, own, Optional.empty());
    }

    private QueueChoice(Path home, Replaceable programs, MailQueue own, Optional<VerifyingQueues> checks) {
        this.home = home;
        this.programs = programs;
        this.own = own;
        this.checks = checks;
    }

    /** The same, but our own qmail-vdkim needs no process: signatures are checked by what {@code verifier} gives. */
    public QueueChoice verifying(Supplier<Verifier> verifier, Log log) {
        return new QueueChoice(home, programs, own, Optional.of(new VerifyingQueues(home, programs, verifier, log)));
    }

    /** The queue for a program with {@code environment}, which a queue program sees as it is at each message. */
    public MailQueue of(Map<String, String> environment) {
        return of(Map.of(), environment);
    }

    /** The same for a session of a server, whose own variables a queue program finds where the session has none. */
    public MailQueue of(Map<String, String> server, Map<String, String> session) {
        String named = session.get("QMAILQUEUE");
        if (named == null) {
            return unnamed(server, session);
        }
        Function<String, MailQueue> program = file -> new ProgramQueue(home, file, server, session);
        return checks.flatMap(each -> each.of(named, session, unnamed(server, session), program))
                .orElseGet(() -> program.apply(named));
    }

    private MailQueue unnamed(Map<String, String> server, Map<String, String> session) {
        return programs.standIn(NAME).isPresent() ? new ProgramQueue(home, "bin/" + NAME, server, session) : own;
    }
}
