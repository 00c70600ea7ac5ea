package eqmail.delivery;

import eqmail.bytes.ByteInput;
import eqmail.bytes.Latin1;
import eqmail.bytes.Scan;
import eqmail.fs.DescriptorBody;
import eqmail.mail.MessageId;
import eqmail.mail.Verdict;
import eqmail.posix.Descriptor;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.BitSet;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What qmail-lspawn and qmail-rspawn have in common (spawn.c, delivery.md 7): commands come in on descriptor 0, each is
 * done on a thread of its own, reports go out on descriptor 1 as they get ready.
 *
 * <pre>
 * at start    out: byte 120, how many deliveries may run at once
 * command     in:  byte DELNUM, message id NUL, sender NUL, recipient NUL
 * report      out: byte DELNUM, letter K Z or D, text, NUL
 * </pre>
 *
 * What is done with a message is a {@link Deliverer}'s business; the recipient of every order has an {@code @}, and its
 * body is closed when the deliverer has answered.
 */
public final class Spawner {
    /** How many deliveries may run at once (conf-spawn). */
    public static final int SLOTS = 120;

    /** Its NUL counted. */
    private static final int LONGEST_ID = 100;
    /** No queue holds a longer address (qmail-queue takes 1003 bytes); what is longer is read on and cut. */
    private static final int LONGEST_WORD = 64 * 1024;

    private final ByteInput commands;
    private final OutputStream reports;
    private final QueueFiles messages;
    private final Deliverer deliverer;
    private final ThreadFactory threads;

    /** Held to write one report whole, and to look at {@link #busy}. */
    private final ReentrantLock reporting = new ReentrantLock();
    /** Numbers of the deliveries that run; under {@link #reporting}. */
    private final BitSet busy = new BitSet(SLOTS);

    /**
     * Connects a deliverer with its qmail-send.
     *
     * @param messages opens what the commands name
     * @param threads makes a thread for each delivery
     */
    public Spawner(
            InputStream commands,
            OutputStream reports,
            QueueFiles messages,
            Deliverer deliverer,
            ThreadFactory threads) {
        this.commands = new ByteInput(commands);
        this.reports = reports;
        this.messages = messages;
        this.deliverer = deliverer;
        this.threads = threads;
    }

    private record Command(int number, String id, String sender, String recipient) {}

    /**
     * Works until the end of input, then waits for the deliveries that still run.
     *
     * @throws IOException when commands cannot be read, or nobody took the first byte
     */
    public void run() throws IOException {
        reports.write(SLOTS);
        reports.flush();
        try (ExecutorService deliveries = Executors.newThreadPerTaskExecutor(threads)) {
            for (int number = commands.read(); number >= 0; number = commands.read()) {
                begin(new Command(number, word(), word(), word()), deliveries);
            }
        } catch (EOFException inCommand) {
            // Nobody is left to want the delivery; the running ones have been waited for.
        }
    }

    /** Up to the next NUL. */
    private String word() throws IOException {
        StringBuilder word = new StringBuilder();
        for (int b = commands.read(); b != 0; b = commands.read()) {
            if (b < 0) {
                throw new EOFException();
            }
            if (word.length() < LONGEST_WORD) {
                word.append((char) b);
            }
        }
        return word.toString();
    }

    private void begin(Command command, ExecutorService deliveries) {
        Optional<Verdict> refusal = refusal(command);
        if (refusal.isPresent()) {
            report(command, refusal.get());
            return;
        }
        switch (messages.open(command.id())) {
            case QueueFiles.Opened.Refused refused -> report(command, refused.verdict());
            case QueueFiles.Opened.Found found -> {
                setBusy(command.number(), true);
                deliveries.execute(() -> deliver(command, found.file()));
            }
        }
    }

    private Optional<Verdict> refusal(Command command) {
        String id = command.id();
        String fault = "";
        if (command.number() >= SLOTS) {
            fault = "ZInternal error: delnum too big. (#4.3.5)\n";
        } else if (isBusy(command.number())) {
            fault = "ZInternal error: delnum in use. (#4.3.5)\n";
        } else if (!isNumeric(id)) {
            fault = "DInternal error: messid has nonnumerics. (#5.3.5)\n";
        } else if (id.length() >= LONGEST_ID) {
            fault = "DInternal error: messid too long. (#5.3.5)\n";
        } else if (id.isEmpty()) {
            fault = "DInternal error: messid too short. (#5.3.5)\n";
        } else if (command.recipient().indexOf('@') < 0) {
            fault = "DSorry, address must include host name. (#5.1.3)\n";
        }
        return fault.isEmpty() ? Optional.empty() : Optional.of(Verdict.of(fault.charAt(0), fault.substring(1)));
    }

    /** Digits, and slashes but for the first byte: the id can name nothing outside the queue. */
    private static boolean isNumeric(String id) {
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            if ((c < '0' || c > '9') && (c != '/' || i == 0)) {
                return false;
            }
        }
        return true;
    }

    private void deliver(Command command, Descriptor file) {
        // What a bug leaves unsaid must not bounce anything.
        Verdict verdict = new Verdict.Deferred("qmail-spawn: delivery crashed. (#4.3.0)\n");
        try (file) {
            long id = Scan.numberOrZero(command.id().substring(command.id().lastIndexOf('/') + 1));
            verdict = deliverer.deliver(
                    new Order(new MessageId(id), new DescriptorBody(file), command.sender(), command.recipient()));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            setBusy(command.number(), false);
            report(command, verdict);
        }
    }

    private boolean isBusy(int number) {
        reporting.lock();
        try {
            return busy.get(number);
        } finally {
            reporting.unlock();
        }
    }

    private void setBusy(int number, boolean on) {
        reporting.lock();
        try {
            busy.set(number, on);
        } finally {
            reporting.unlock();
        }
    }

    private void report(Command command, Verdict verdict) {
        byte[] bytes =
                Latin1.bytes((char) command.number() + "" + verdict.letter() + Latin1.cString(verdict.text()) + "\0");
        reporting.lock();
        try {
            reports.write(bytes);
            reports.flush();
        } catch (IOException nobodyListens) {
            // qmail-send is gone; it will try the delivery again when it is back.
        } finally {
            reporting.unlock();
        }
    }
}
