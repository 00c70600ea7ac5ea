package eqmail.queue;

import eqmail.mail.Envelope;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.OptionalInt;

/**
 * The command qmail-queue: message on descriptor 0, envelope on descriptor 1, the answer is the exit code
 * (qmail-queue.8). Says nothing else, ever.
 */
public final class QueueProgram {
    /** Variable with the number of the account that a queue program of the resident server acts for. */
    public static final String ACTS_FOR = "EQMAIL_QUEUE_AS";

    /** Exit code when the day that a message may take is over (the original's alarm). */
    public static final int TIMEOUT = QueueFault.TIMEOUT;

    /** A small message is read whole before the daemon is called, so that a slow writer holds nothing there. */
    private static final int FIRST_PIECE = 64 * 1024;

    private final QueueHome home;
    private final OptionalInt account;
    private final InputStream message;
    private final InputStream envelope;

    /**
     * Reads {@code message} to its end, then {@code envelope}.
     *
     * @param account whom the caller acts for; believed from few ({@link Origins})
     */
    public QueueProgram(QueueHome home, OptionalInt account, InputStream message, InputStream envelope) {
        this.home = home;
        this.account = account;
        this.message = message;
        this.envelope = envelope;
    }

    /** Queues the message; 0 means that it is safe. */
    public int run() {
        try {
            return queue();
        } catch (QueueFault fault) {
            return fault.exit();
        }
    }

    private int queue() throws QueueFault {
        if (!Files.isDirectory(home.home())) {
            throw new QueueFault(QueueFault.NO_HOME);
        }
        byte[] first = read(FIRST_PIECE);
        try (HandoverQueue.Handed handed = open()) {
            for (byte[] piece = first; piece.length > 0; piece = read(FIRST_PIECE)) {
                handed.write(piece, 0, piece.length);
            }
            Envelope read = new EnvelopeReader(envelope).read();
            return handed.commitForExit(read);
        }
    }

    private byte[] read(int most) throws QueueFault {
        try {
            return message.readNBytes(most);
        } catch (IOException e) {
            throw new QueueFault(QueueFault.READ_ERROR, e);
        }
    }

    private HandoverQueue.Handed open() throws QueueFault {
        try {
            return HandoverQueue.of(home).open(account);
        } catch (IOException e) {
            throw new QueueFault(QueueFault.CANNOT_CREATE, e);
        }
    }
}
