package eqmail.queue;

import java.io.IOException;

/** A message is not queued; carries the exit code of qmail-queue that says why (qmail-queue.8). */
final class QueueFault extends IOException {
    private static final long serialVersionUID = 1;

    static final int ADDRESS_TOO_LONG = 11;
    static final int NO_MEMORY = 51;
    static final int TIMEOUT = 52;
    static final int WRITE_ERROR = 53;
    static final int READ_ERROR = 54;
    static final int NO_HOME = 61;
    static final int NO_QUEUE_DIRECTORY = 62;
    static final int CANNOT_CREATE = 63;
    static final int INTERNAL = 81;
    static final int BAD_ENVELOPE = 91;

    private final int exit;

    QueueFault(int exit) {
        super("qmail-queue exit " + exit);
        this.exit = exit;
    }

    QueueFault(int exit, Throwable cause) {
        super("qmail-queue exit " + exit, cause);
        this.exit = exit;
    }

    int exit() {
        return exit;
    }
}
