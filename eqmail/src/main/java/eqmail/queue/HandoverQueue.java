package eqmail.queue;

import eqmail.bytes.ChunkOutput;
import eqmail.mail.BodyForm;
import eqmail.mail.Envelope;
import eqmail.posix.Self;
import eqmail.posix.UnixSocket;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * qmail-queue for short commands: to the resident daemon by its socket, or into the drop directory when no daemon
 * answers. A dead daemon never blocks the caller; either way success means synced.
 */
public final class HandoverQueue implements MailQueue {
    private final QueueHome home;
    private final boolean onBehalf;

    private HandoverQueue(QueueHome home, boolean onBehalf) {
        this.home = home;
        this.onBehalf = onBehalf;
    }

    /** Hands over to the daemon of {@code home}, for the account this process runs under. */
    public static HandoverQueue of(QueueHome home) {
        return new HandoverQueue(home, false);
    }

    /** For root, who delivers for everybody: messages come from the account that their {@link Origin} names. */
    public static HandoverQueue onBehalf(QueueHome home) {
        return new HandoverQueue(home, true);
    }

    /** {@inheritDoc} The daemon does not take our word for the origin, unless we are root. */
    @Override
    public Submission open(Origin origin) throws IOException {
        return open(onBehalf ? OptionalInt.of(origin.uid()) : OptionalInt.empty());
    }

    Handed open(OptionalInt account) throws IOException {
        Optional<UnixSocket> daemon = connect();
        return daemon.isPresent() ? new ToDaemon(daemon.get(), account) : new ToDrop(DropFile.create(home), account);
    }

    /** By a system call: the first of Java's own sockets looks for providers in all jars and sets up random numbers. */
    private Optional<UnixSocket> connect() {
        Optional<UnixDomainSocketAddress> address = home.accept();
        if (address.isEmpty() || Files.notExists(address.get().getPath())) {
            return Optional.empty();
        }
        try {
            return Optional.of(UnixSocket.connect(address.get().getPath().toString()));
        } catch (IOException nobody) {
            return Optional.empty();
        }
    }

    /** A hand-over in progress; its exit codes are qmail-queue's. */
    abstract static class Handed implements Submission {
        private final HandoverFormat.Writer writer;
        private boolean failed;

        Handed(OutputStream out, OptionalInt account) throws IOException {
            writer = new HandoverFormat.Writer(out, account);
        }

        @Override
        public BodyForm form() {
            return BodyForm.UNIX;
        }

        @Override
        public long qp() {
            return Self.pid();
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            try {
                writer.write(bytes, offset, length);
            } catch (IOException e) {
                failed = true;
            }
        }

        @Override
        public QueueResult commit(Envelope envelope) {
            return QueueResult.ofExit(commitForExit(envelope));
        }

        /** {@link #commit} with the exit code as the answer. */
        int commitForExit(Envelope envelope) {
            if (failed) {
                return QueueFault.WRITE_ERROR;
            }
            try {
                writer.endPart();
                byte[] bytes = envelope.encode();
                writer.write(bytes, 0, bytes.length);
                writer.end();
                return finish();
            } catch (IOException e) {
                return QueueFault.WRITE_ERROR;
            }
        }

        /** The message is written; makes it safe and says with which exit code that ended. */
        abstract int finish() throws IOException;
    }

    private static final class ToDaemon extends Handed {
        private final UnixSocket daemon;
        private final OutputStream out;
        private @Nullable Long number;

        ToDaemon(UnixSocket daemon, OptionalInt account) throws IOException {
            this(daemon, new BufferedOutputStream(daemon.descriptor().output(), ChunkOutput.MAX_CHUNK), account);
        }

        private ToDaemon(UnixSocket daemon, OutputStream out, OptionalInt account) throws IOException {
            super(out, account);
            this.daemon = daemon;
            this.out = out;
        }

        @Override
        public long qp() {
            return number == null ? super.qp() : number;
        }

        @Override
        int finish() throws IOException {
            out.flush();
            DataInputStream answer = new DataInputStream(daemon.descriptor().input());
            int exit = answer.readUnsignedByte();
            number = answer.readLong();
            return exit;
        }

        @Override
        public void close() {
            daemon.close(); // an uncommitted message ends with the connection
        }
    }

    private static final class ToDrop extends Handed {
        private final DropFile file;

        ToDrop(DropFile file, OptionalInt account) throws IOException {
            super(file.output(), account);
            this.file = file;
        }

        @Override
        int finish() throws IOException {
            file.finish();
            return 0;
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
