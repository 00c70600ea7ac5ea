package eqmail.delivery;

import eqmail.mail.Verdict;
import eqmail.posix.Descriptor;
import eqmail.posix.FileStatus;
import eqmail.posix.OpenFlag;
import eqmail.posix.PosixException;

/** The message files below {@code queue/mess} that a spawner is told to deliver; it believes none of them unseen. */
public final class QueueFiles {
    private final String directory;
    private final int owner;

    /**
     * Files below {@code directory}.
     *
     * @param owner the account whose files alone are messages (qmailq)
     */
    public QueueFiles(String directory, int owner) {
        this.directory = directory;
        this.owner = owner;
    }

    /** What came of opening one. */
    public sealed interface Opened {
        /** The message; to be closed. */
        record Found(Descriptor file) implements Opened {}

        /** Why there is none. */
        record Refused(Verdict verdict) implements Opened {}
    }

    /** Opens the message {@code id}, digits and slashes. */
    Opened open(String id) {
        Descriptor file;
        try {
            // Not waiting: a FIFO in its place must not hold everybody up.
            file = Descriptor.open(directory + "/" + id, OpenFlag.READ, OpenFlag.NON_BLOCKING);
        } catch (PosixException e) {
            return refused("qmail-spawn unable to open message. (#4.3.0)\n");
        }
        Opened answer = look(file);
        if (answer instanceof Opened.Refused) {
            file.close();
        }
        return answer;
    }

    private Opened look(Descriptor file) {
        FileStatus status;
        try {
            status = file.status();
        } catch (PosixException e) {
            return refused("qmail-spawn unable to fstat message. (#4.3.0)\n");
        }
        if (!status.isFile()) {
            return refused("Sorry, message has wrong type. (#4.3.5)\n");
        }
        return status.uid() == owner ? new Opened.Found(file) : refused("Sorry, message has wrong owner. (#4.3.5)\n");
    }

    private static Opened refused(String text) {
        return new Opened.Refused(new Verdict.Deferred(text));
    }
}
