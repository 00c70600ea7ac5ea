package eqmail.dkim;

import eqmail.bytes.Latin1;
import eqmail.control.ControlException;
import eqmail.fs.ScratchBody;
import eqmail.mail.Body;
import eqmail.mail.BodyForm;
import eqmail.posix.Child;
import eqmail.posix.PosixException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The command {@code qmail-vdkim}, in the place of qmail-queue: checks the signatures of the message on descriptor 0, puts
 * what it found above it and hands it to the real qmail-queue, which reads the envelope on descriptor 1 and whose exit code
 * is ours. Its own codes are qmail-queue's.
 */
public final class VdkimProgram {
    private static final String TAG = "qmail-vdkim";
    private static final int WRITE_ERROR = 53;
    private static final int READ_ERROR = 54;
    private static final int NO_CONFIGURATION = 55;
    private static final int CANNOT_RUN = 120;
    private static final int PIECE = 8192;

    private final Surroundings around;
    private final Supplier<Verifier> verifier;
    private final OwnQueue own;

    /** Our own qmail-queue, without a process. */
    @FunctionalInterface
    public interface OwnQueue {
        /** Queues {@code message} for the envelope on descriptor 1; gives the exit code. */
        int queue(InputStream message) throws IOException;
    }

    /** Queues by {@code own} where nobody else's program is set; {@code verifier} is asked for when there is work. */
    public VdkimProgram(Surroundings around, Supplier<Verifier> verifier, OwnQueue own) {
        this.around = around;
        this.verifier = verifier;
        this.own = own;
    }

    /** Checks and queues; gives the exit code. */
    public int run(InputStream stdin) throws IOException, InterruptedException {
        try {
            QdkimConf conf = QdkimConf.read(around.home(), around.environment());
            Optional<Path> queue = around.foreign().find(conf.queue(), "qmail-queue");
            return conf.verifies() ? checked(conf, queue, stdin) : unchecked(queue, stdin);
        } catch (ControlException e) {
            return NO_CONFIGURATION;
        } catch (PosixException e) {
            return e.call().equals("exec") ? CANNOT_RUN : WRITE_ERROR;
        }
    }

    private int unchecked(Optional<Path> queue, InputStream stdin) throws IOException {
        if (queue.isEmpty()) {
            return own.queue(stdin);
        }
        try (Child child = around.launch(queue.get(), List.of()).start()) {
            return Surroundings.code(child.waitFor());
        }
    }

    private int checked(QdkimConf conf, Optional<Path> queue, InputStream stdin)
            throws IOException, InterruptedException {
        AuthenticationResults host = new AuthenticationResults(conf.host());
        try (ScratchBody message = new ScratchBody(BodyForm.UNIX)) {
            if (!received(stdin, message)) {
                return READ_ERROR;
            }
            MessageCheck.Judgement judgement = judge(conf, host, message);
            around.log(conf, TAG, judgement.line());
            return queue.isEmpty() ? toOwn(host, judgement, message) : toProgram(queue.get(), host, judgement, message);
        }
    }

    /** Takes the message in; false if it cannot be read to its end. */
    private static boolean received(InputStream stdin, ScratchBody message) throws IOException {
        byte[] piece = new byte[PIECE];
        while (true) {
            int got;
            try {
                got = stdin.read(piece);
            } catch (IOException unreadable) {
                return false;
            }
            if (got < 0) {
                return true;
            }
            message.write(piece, 0, got);
        }
    }

    private MessageCheck.Judgement judge(QdkimConf conf, AuthenticationResults host, Body message)
            throws IOException, InterruptedException {
        Optional<Path> library = around.foreign().find(conf.library(), "libqdkim");
        return library.isEmpty()
                ? new MessageCheck(verifier.get(), host).judge(message)
                : MessageCheck.judgeBy(new ForeignLibrary(around, library.get()), host, message);
    }

    private int toOwn(AuthenticationResults host, MessageCheck.Judgement judgement, Body message) throws IOException {
        try (ScratchBody whole = new ScratchBody(BodyForm.UNIX)) {
            write(whole, host, judgement, message);
            try (InputStream in = whole.open()) {
                return own.queue(in);
            }
        }
    }

    private int toProgram(Path queue, AuthenticationResults host, MessageCheck.Judgement judgement, Body message)
            throws IOException {
        try (Child child = around.launch(queue, List.of()).pipeTo(0).start()) {
            try (OutputStream out = new BufferedOutputStream(child.to(0).output())) {
                write(out, host, judgement, message);
            } catch (PosixException notRead) {
                // A program may refuse a message before its end; its exit code says why.
            }
            child.to(0).close();
            return Surroundings.code(child.waitFor());
        }
    }

    /** The message as it goes on: our finding, and nobody else's in our name. */
    private static void write(
            OutputStream out, AuthenticationResults host, MessageCheck.Judgement judgement, Body message)
            throws IOException {
        out.write(Latin1.bytes(judgement.field()));
        HeaderGate gate = new HeaderGate(host, out);
        message.copyTo(gate);
        gate.end();
        out.flush();
    }
}
