package eqmail.dkim;

import eqmail.bytes.ByteInput;
import eqmail.log.Log;
import eqmail.mail.Body;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** What qmail-vdkim says about one message. Safe for calls from many threads. */
public final class MessageCheck {
    private final Verifier verifier;
    private final AuthenticationResults host;

    /** Findings are told in the name of {@code host}. */
    public MessageCheck(Verifier verifier, AuthenticationResults host) {
        this.verifier = verifier;
        this.host = host;
    }

    /**
     * What came of it.
     *
     * @param field to put in front of the message, in unix form with its LF; empty if there is nothing to say
     * @param line for the log, without the tag {@code qmail-vdkim}
     */
    public record Judgement(String field, String line) {
        /** That of a message without signature. */
        public static final Judgement UNSIGNED = new Judgement("", "No DKIM signatures found.");
    }

    /**
     * Checks the signatures of {@code message}.
     *
     * @throws IOException when it cannot be read
     */
    public Judgement judge(Body message) throws IOException, InterruptedException {
        Verifier.Examined examined = verifier.examine(message);
        List<Finding> findings = examined.findings();
        if (findings.isEmpty()) {
            return Judgement.UNSIGNED;
        }
        return new Judgement(host.field(findings), line(examined.author(), summary(findings)));
    }

    /** The same by a program of others, which says yes or no to a message with a signature. */
    static Judgement judgeBy(ForeignLibrary library, AuthenticationResults host, Body message) throws IOException {
        HeaderBlock header;
        try (InputStream in = message.openUnix()) {
            header = HeaderBlock.read(new ByteInput(in));
        } catch (Unverifiable tooMuch) {
            return new Judgement(host.field(false), line("", "fail"));
        }
        if (header.count(SignatureField.NAME) == 0) {
            return Judgement.UNSIGNED;
        }
        boolean passed = library.verify(message);
        return new Judgement(host.field(passed), line(header.author(), passed ? "pass (ok)" : "fail"));
    }

    /** The log line about a message whose From names {@code author}. */
    static String line(String author, String result) {
        return "Verify DKIM for " + Log.printable(author) + ": " + result;
    }

    private static String summary(List<Finding> findings) {
        if (findings.stream().anyMatch(Finding::passed)) {
            return "pass (ok)";
        }
        Finding first = findings.getFirst();
        return first.result().word() + " (" + first.comment() + ")";
    }
}
