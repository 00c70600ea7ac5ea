package eqmail.auth;

import eqmail.bytes.Latin1;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;

/**
 * The server's side of one SASL dialogue (RFC 4954 4): asks the client for what the mechanism needs and gives what it
 * claims. Lines are strict base64 (RFC 4648 4; padding may be missing).
 */
public final class Exchange {
    /** Longest line of a client, as RFC 4954 4 has it. */
    public static final int LONGEST_LINE = 12288;

    private final Client client;

    /** A dialogue with {@code client}. */
    public Exchange(Client client) {
        this.client = client;
    }

    /** Who is asked. */
    @FunctionalInterface
    public interface Client {
        /**
         * Sends a challenge and waits for the line that answers it.
         *
         * @param challenge in base64; may be empty
         */
        String ask(String challenge) throws IOException;
    }

    /** How the dialogue ended. */
    public sealed interface Outcome {
        /** With something to check. */
        record Claimed(Claim claim) implements Outcome {}

        /** The client changed its mind. */
        record Cancelled() implements Outcome {}

        /** The client does not keep to the form. */
        record Malformed() implements Outcome {}
    }

    /** The client said {@code *}. */
    private static final class CancelledException extends Exception {
        private static final long serialVersionUID = 1;
    }

    /** Not base64, or too long, or a part is missing. */
    private static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1;
    }

    /**
     * Holds the dialogue.
     *
     * @param initial what the client said at once, in base64; empty if nothing
     * @param challenge for mechanisms that have one
     */
    public Outcome run(Mechanism mechanism, String initial, String challenge) throws IOException {
        try {
            return new Outcome.Claimed(
                    switch (mechanism) {
                        case LOGIN -> login(initial);
                        case PLAIN -> plain(initial);
                        case CRAM_MD5 -> cramMd5(challenge);
                    });
        } catch (CancelledException e) {
            return new Outcome.Cancelled();
        } catch (MalformedException e) {
            return new Outcome.Malformed();
        }
    }

    private Claim login(String initial) throws IOException, CancelledException, MalformedException {
        String user = whole(initial.isEmpty() ? ask("Username:") : decode(initial));
        return new Claim(user, whole(ask("Password:")), "");
    }

    /** RFC 4616 2: whom to act as, who one is, password. Nobody acts as somebody else here. */
    private Claim plain(String initial) throws IOException, CancelledException, MalformedException {
        String[] parts = (initial.isEmpty() ? ask("") : decode(initial)).split("\0", -1);
        if (parts.length < 3 || parts[1].isEmpty() || parts[2].isEmpty()) {
            throw new MalformedException();
        }
        return new Claim(parts[1], parts[2], "");
    }

    private Claim cramMd5(String challenge) throws IOException, CancelledException, MalformedException {
        String answer = whole(ask(challenge));
        int blank = answer.indexOf(' ');
        String digest = blank < 0 ? "" : answer.substring(blank).stripLeading();
        if (blank <= 0 || digest.isEmpty()) {
            throw new MalformedException();
        }
        return new Claim(answer.substring(0, blank), digest, challenge);
    }

    private String ask(String challenge) throws IOException, CancelledException, MalformedException {
        String line = client.ask(Base64.getEncoder().encodeToString(Latin1.bytes(challenge)));
        if (line.equals("*")) {
            throw new CancelledException();
        }
        return decode(line);
    }

    /** A text of one part. */
    private static String whole(String text) throws MalformedException {
        if (text.isEmpty() || text.indexOf('\0') >= 0) {
            throw new MalformedException();
        }
        return text;
    }

    private static String decode(String line) throws MalformedException {
        Optional<String> text = line.length() > LONGEST_LINE ? Optional.empty() : decoded(line);
        return text.orElseThrow(MalformedException::new);
    }

    /** What {@code line} means; empty if it is not base64. */
    public static Optional<String> decoded(String line) {
        try {
            return Optional.of(Latin1.string(Base64.getDecoder().decode(Latin1.bytes(line))));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
