package eqmail.queue;

import eqmail.delivery.Replaceable;
import java.nio.file.Path;
import java.util.Map;

/**
 * Which queue a session's messages go to: the program that QMAILQUEUE names; else the program that stands in for {@code
 * bin/qmail-queue}; else our own queue, without a process.
 *
 * @param home the qmail home; programs are relative to it
 * @param programs judges what lies in its {@code bin}
 * @param own our own queue
 */
public record QueueChoice(Path home, Replaceable programs, MailQueue own) {
    private static final String NAME = "qmail-queue";

    /** The queue for a program with {@code environment}, which a queue program sees as it is at each message. */
    public MailQueue of(Map<String, String> environment) {
        String named = environment.get("QMAILQUEUE");
        if (named != null) {
            return new ProgramQueue(home, named, environment);
        }
        return programs.standIn(NAME).isPresent() ? new ProgramQueue(home, "bin/" + NAME, environment) : own;
    }
}
