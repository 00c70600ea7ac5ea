package eqmail.queue;

import eqmail.control.ControlException;
import eqmail.delivery.Replaceable;
import eqmail.dkim.AuthenticationResults;
import eqmail.dkim.MessageCheck;
import eqmail.dkim.QdkimConf;
import eqmail.dkim.Verifier;
import eqmail.log.Log;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Stands in for the program qmail-vdkim where QMAILQUEUE names our own: the same settings, no process.
 *
 * @param home the qmail home
 * @param programs tells our own programs from others
 * @param verifier asked for when the first message is to be checked
 * @param log gets the lines that qmail-vdkim would log
 */
record VerifyingQueues(Path home, Replaceable programs, Supplier<Verifier> verifier, Log log) {
    private static final int NO_CONFIGURATION = 55;

    /**
     * The queue that {@code named} stands for; empty if that is another program, or has to run one.
     *
     * @param own what takes the place of our own bin/qmail-queue
     * @param program the queue behind a program
     */
    Optional<MailQueue> of(
            String named, Map<String, String> environment, MailQueue own, Function<String, MailQueue> program) {
        if (!programs.isOwn(home.resolve(named), "qmail-vdkim")) {
            return Optional.empty();
        }
        try {
            QdkimConf conf = QdkimConf.read(home, environment);
            if (programs.foreign(conf.library(), "libqdkim").isPresent()
                    || programs.foreign(conf.logger(), "splogger").isPresent()) {
                return Optional.empty();
            }
            Optional<String> set = conf.queue();
            boolean ours = set.isEmpty() || programs.foreign(set, "qmail-queue").isEmpty();
            MailQueue next = ours ? own : program.apply(set.get());
            return Optional.of(conf.verifies() ? checked(next, conf.host()) : next);
        } catch (ControlException e) {
            log.line("alert: qmail-vdkim: " + e.getMessage());
            return Optional.of(origin -> new AnsweredSubmission(NO_CONFIGURATION));
        }
    }

    private MailQueue checked(MailQueue next, String name) {
        AuthenticationResults host = new AuthenticationResults(name);
        return new VerifyingQueue(next, new MessageCheck(verifier.get(), host), host, log);
    }
}
