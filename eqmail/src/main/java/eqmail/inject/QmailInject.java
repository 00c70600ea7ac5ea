package eqmail.inject;

import eqmail.bytes.Latin1;
import eqmail.control.ConstMap;
import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.header.HeaderReader;
import eqmail.mail.Address;
import eqmail.mail.Envelope;
import eqmail.queue.QueueResult;
import eqmail.queue.Submission;
import eqmail.queue.SubmissionStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** qmail-inject: one injection. */
public final class QmailInject {
    private final InjectHost host;
    private final Caller caller;

    /** For one call of {@link #run}. */
    public QmailInject(InjectHost host) {
        this.host = host;
        this.caller = new Caller(host.env());
    }

    /**
     * Injects what stands on the host's {@code stdin}.
     *
     * @param words the command line without the command
     * @return the exit code: 0, 100 (never), 111 (try again)
     * @throws IOException standard output or error cannot be written
     */
    public int run(List<String> words) throws IOException {
        try {
            inject(words);
            return 0;
        } catch (Fatal e) {
            host.stderr().write(Latin1.bytes(e.text()));
            return e.exit();
        }
    }

    private void inject(List<String> words) throws IOException, Fatal {
        Instant now = host.clock().instant();
        HostNames names;
        Optional<ConstMap> lists;
        try {
            lists = lists();
            if (!Files.isDirectory(host.home())) {
                throw Fatal.temporary("internal bug");
            }
            names = HostNames.read(new Control(host.home()), host.env());
        } catch (ControlException e) {
            throw Fatal.temporary("read error");
        }
        Completer completer = new Completer(names.completion());
        Options options = Options.of(host.name(), words, sender -> completer.quoted(Address.quoted(sender)));
        List<String> recipients = new ArrayList<>();
        if (options.takesArguments()) {
            for (String argument : options.arguments()) {
                recipients.add(completer.argument(argument));
            }
        }
        HeaderReader message = new HeaderReader(host.stdin());
        Header header = new Header(completer, caller);
        readHeader(message, header);
        if (options.takesHeader()) {
            recipients.addAll(header.recipients());
        }
        String sender =
                options.sender() == null ? header.sender(now.getEpochSecond() + "." + host.pid()) : options.sender();
        Generated generated = new Generated(host, caller, completer, names.idHost(), now);
        String fields = generated.fields(header, lists) + header.text();
        Envelope envelope = new Envelope(sender, recipients);
        if (options.print()) {
            print(envelope, fields, message);
        } else {
            queue(envelope, fields, message);
        }
    }

    /** The file is looked for from where the caller is. */
    private Optional<ConstMap> lists() throws ControlException {
        String file = host.env().getOrDefault("QMAILMFTFILE", "");
        return file.isEmpty()
                ? Optional.empty()
                : new Control(host.start()).list(file).map(ConstMap::keys);
    }

    private static void readHeader(HeaderReader message, Header header) throws Fatal {
        try {
            String field;
            while ((field = message.next()) != null) {
                header.add(field);
            }
        } catch (HeaderReader.HeaderTooLong e) {
            throw Fatal.permanent("header too long");
        } catch (IOException e) {
            throw Fatal.temporary("read error");
        }
    }

    private void print(Envelope envelope, String fields, HeaderReader message) throws Fatal {
        OutputStream out = host.stdout();
        copy("Return-Path: <" + Address.quoted(envelope.sender()) + ">\n" + fields, message, out);
    }

    private void queue(Envelope envelope, String fields, HeaderReader message) throws Fatal {
        try (Submission submission = open()) {
            OutputStream out = SubmissionStream.unix(submission);
            copy(fields, message, out);
            QueueResult result = submission.commit(envelope);
            if (!result.accepted()) {
                throw result.permanent() ? Fatal.permanent(result.text()) : Fatal.temporary(result.text());
            }
        }
    }

    private static void copy(String head, HeaderReader message, OutputStream out) throws Fatal {
        try {
            out.write(Latin1.bytes(head));
            message.copyBody(out::write);
        } catch (IOException e) {
            throw Fatal.temporary("read error");
        }
    }

    private Submission open() throws Fatal {
        try {
            return host.queue().open(host.origin());
        } catch (IOException e) {
            throw Fatal.temporary("unable to run qmail-queue");
        }
    }
}
