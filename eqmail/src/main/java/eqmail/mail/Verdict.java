package eqmail.mail;

/**
 * How one delivery ended. A peer's or user's failure is this value, never an exception; trouble of our own host is always
 * {@link Deferred}, so that neither a bug nor a full disk bounces mail.
 *
 * <p>{@code text} is the report as qmail's spawners hand it to qmail-send: Latin-1 view, usually ending in LF, with the
 * enhanced status code of RFC 3463 in the form {@code (#5.1.1)} where there is one.
 */
public sealed interface Verdict {
    /** The report text. */
    String text();

    /** The letter of the spawner protocol: K, Z or D. */
    char letter();

    /** The recipient has it. */
    record Delivered(String text) implements Verdict {
        @Override
        public char letter() {
            return 'K';
        }
    }

    /** Not now; to be tried again. */
    record Deferred(String text) implements Verdict {
        @Override
        public char letter() {
            return 'Z';
        }
    }

    /** Never; to be bounced. */
    record Refused(String text) implements Verdict {
        @Override
        public char letter() {
            return 'D';
        }
    }

    /** The verdict for a spawner's letter; anything but K and D means: not now. */
    static Verdict of(char letter, String text) {
        return switch (letter) {
            case 'K' -> new Delivered(text);
            case 'D' -> new Refused(text);
            default -> new Deferred(text);
        };
    }
}
