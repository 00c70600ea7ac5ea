package eqmail.local;

import eqmail.bytes.Latin1;
import eqmail.fs.Folder;
import eqmail.local.Programs.End;
import eqmail.mail.Body;
import eqmail.mail.Envelope;
import eqmail.maildir.MaildirException;
import eqmail.mbox.MboxException;
import eqmail.posix.Descriptor;
import eqmail.posix.Exit;
import eqmail.posix.PosixException;
import eqmail.queue.QueueResult;
import eqmail.queue.Submission;
import eqmail.queue.SubmissionStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Follows the instructions of one delivery in order, forwards last (delivery.md 8, steps 5 and 6). One thread, one use.
 * The first thing that fails ends it; what was done before stays done.
 */
final class InstructionRun {
    /** What qmail-queue answers when its input ends too early. */
    private static final int QUEUE_READ_ERROR = 54;

    private final DeliveryTools tools;
    private final LocalRequest request;
    private final Folder home;
    private final TraceLines trace;
    private final DeliveryEnvironment environment;
    private final String newSender;
    private final Report report;

    private int files;
    private int programs;
    private int forwards;
    private final List<String> recipients = new ArrayList<>();
    private boolean stopped;

    InstructionRun(
            DeliveryTools tools,
            LocalRequest request,
            Folder home,
            TraceLines trace,
            DeliveryEnvironment environment,
            String newSender,
            Report report) {
        this.tools = tools;
        this.request = request;
        this.home = home;
        this.trace = trace;
        this.environment = environment;
        this.newSender = newSender;
        this.report = report;
    }

    /** Does it with {@code message}, or without one only says what it would do; then the summary. */
    void follow(List<Instruction> instructions, boolean onlyForwards, Optional<Message> message)
            throws Stop, IOException {
        boolean forwardOnly = onlyForwards;
        for (Instruction instruction : instructions) {
            if (instruction instanceof Instruction.ForwardOnly) {
                forwardOnly = true;
            }
            count(instruction, forwardOnly);
            if (message.isPresent()) {
                execute(instruction, message.get());
            } else {
                describe(instruction);
            }
            if (stopped) {
                break;
            }
        }
        OptionalLong number = recipients.isEmpty() ? OptionalLong.empty() : forward(message.orElseThrow());
        report.out("did " + files + "+" + forwards + "+" + programs + "\n");
        if (number.isPresent()) {
            report.out("qp " + number.getAsLong() + "\n");
        }
    }

    private void count(Instruction instruction, boolean forwardOnly) throws Stop {
        switch (instruction) {
            case Instruction.BlankFirstLine blank ->
                throw Stop.temporary("Uh-oh: first line of .qmail file is blank. (#4.2.1)");
            case Instruction.ToMaildir maildir -> countFile(forwardOnly);
            case Instruction.ToMbox mbox -> countFile(forwardOnly);
            case Instruction.ToProgram program -> {
                programs++;
                if (forwardOnly) {
                    throw Stop.temporary("Uh-oh: .qmail has prog delivery but has x bit set. (#4.7.0)");
                }
            }
            case Instruction.Forward forward -> forwards++;
            case Instruction.ForwardOnly from -> {}
            case Instruction.Nothing nothing -> {}
        }
    }

    private void countFile(boolean forwardOnly) throws Stop {
        files++;
        if (forwardOnly) {
            throw Stop.temporary("Uh-oh: .qmail has file delivery but has x bit set. (#4.7.0)");
        }
    }

    private void describe(Instruction instruction) {
        switch (instruction) {
            case Instruction.ToMaildir maildir -> report.out("maildir " + maildir.name() + "\n");
            case Instruction.ToMbox mbox -> report.out("mbox " + mbox.name() + "\n");
            case Instruction.ToProgram program -> report.out("program " + program.command() + "\n");
            case Instruction.Forward forward -> report.out("forward " + forward.address() + "\n");
            default -> {}
        }
    }

    /** A real delivery takes a line up to its first NUL, as the system calls of the original did. */
    private void execute(Instruction instruction, Message message) throws Stop, IOException {
        switch (instruction) {
            case Instruction.ToMaildir maildir -> toMaildir(Latin1.cString(maildir.name()), message);
            case Instruction.ToMbox mbox -> toMbox(Latin1.cString(mbox.name()), message);
            case Instruction.ToProgram program -> toProgram(Latin1.cString(program.command()), message);
            case Instruction.Forward forward -> recipients.add(Latin1.cString(forward.address()));
            default -> {}
        }
    }

    private void toMaildir(String name, Message message) throws Stop {
        try {
            tools.maildir().deliver(home, name, trace.returnPath() + trace.deliveredTo(), message.body());
        } catch (MaildirException e) {
            throw Stop.temporary(e.text());
        }
    }

    private void toMbox(String name, Message message) throws Stop {
        String header = trace.fromLine() + trace.returnPath() + trace.deliveredTo();
        try {
            tools.mbox().deliver(home, name, header, message.body());
        } catch (MboxException e) {
            throw Stop.temporary(e.text());
        }
    }

    private void toProgram(String command, Message message) throws Stop, IOException {
        Programs.Call call = new Programs.Call(request.account(), command, environment.variables(), rewound(message));
        switch (run(call)) {
            case End.Crashed crashed -> throw Stop.temporary("Aack, child crashed. (#4.3.0)");
            case End.TimedOut late -> throw Stop.temporary("Timeout on program delivery. (#4.3.0)");
            case End.Exited exited -> afterExit(exited.code());
        }
    }

    private static Descriptor rewound(Message message) throws Stop {
        try {
            return message.rewound();
        } catch (IOException e) {
            throw Stop.temporary("Unable to rewind message. (#4.3.0)");
        }
    }

    private End run(Programs.Call call) throws Stop, InterruptedIOException {
        try {
            return tools.programs().run(call, report);
        } catch (InterruptedIOException e) {
            throw e;
        } catch (PosixException e) {
            String failure = e.call().equals("exec") ? "Unable to run /bin/sh: " : "Unable to fork: ";
            throw Stop.temporary(failure + e.errno().text() + ". (#4.3.0)");
        } catch (IOException e) {
            throw Stop.temporary("Unable to fork: " + DeliveryTools.reason(e) + ". (#4.3.0)");
        }
    }

    private void afterExit(int code) throws Stop {
        switch (code) {
            case 0 -> {}
            case 99 -> stopped = true;
            default -> throw Stop.silent(Exit.isPermanent(code) ? Stop.PERMANENT : Stop.TEMPORARY);
        }
    }

    /** All forward addresses get one message; answers the number by which the queue knows it. */
    private OptionalLong forward(Message message) throws Stop {
        try (Submission submission = submission()) {
            QueueResult result = copy(message.body(), submission)
                    ? submission.commit(new Envelope(newSender, recipients))
                    : QueueResult.ofExit(QUEUE_READ_ERROR);
            if (!result.accepted()) {
                String text = "Unable to forward message: " + result.text() + ".";
                throw result.permanent() ? Stop.permanent(text) : Stop.temporary(text);
            }
            return OptionalLong.of(submission.qp());
        }
    }

    /** False when the message could not be read to its end; the queue then keeps nothing of it. */
    private boolean copy(Body body, Submission submission) {
        boolean sameForm = body.form() == submission.form();
        OutputStream queue = new SubmissionStream(submission);
        OutputStream unix = SubmissionStream.unix(submission);
        try (InputStream in = sameForm ? body.open() : body.openUnix()) {
            unix.write(Latin1.bytes(trace.deliveredTo()));
            in.transferTo(sameForm ? queue : unix);
            return true;
        } catch (IOException unreadable) {
            return false;
        }
    }

    private Submission submission() throws Stop {
        try {
            return tools.queue().open(tools.origins().apply(request.account().uid()));
        } catch (IOException e) {
            throw Stop.temporary("Unable to fork: " + DeliveryTools.reason(e) + ". (#4.3.0)");
        }
    }
}
