package eqmail.queue;

/**
 * qmail-queue's answer in words: empty for success, else {@code D} (permanent) or {@code Z} (temporary) and a text.
 *
 * @param word as qmail_close returns it, for example {@code Zqq write error or disk full (#4.3.0)}
 */
public record QueueResult(String word) {
    /** The message is queued. */
    public static final QueueResult ACCEPTED = new QueueResult("");

    private static final String TROUBLE = "Zqq trouble creating files in queue (#4.3.0)";

    /** Is it queued? */
    public boolean accepted() {
        return word.isEmpty();
    }

    /** Refused for good? */
    public boolean permanent() {
        return word.startsWith("D");
    }

    /** The text without its letter. */
    public String text() {
        return word.isEmpty() ? "" : word.substring(1);
    }

    /** The answer for exit code {@code code} of a queue program (qmail.c; network.md section 6). */
    public static QueueResult ofExit(int code) {
        String word = switch (code) {
            case 0 -> "";
            case 11, 115 -> "Denvelope address too long for qq (#5.1.3)";
            case 31 -> "Dmail server permanently rejected message (#5.3.0)";
            case 51 -> "Zqq out of memory (#4.3.0)";
            case 52 -> "Zqq timeout (#4.3.0)";
            case 53 -> "Zqq write error or disk full (#4.3.0)";
            case 54 -> "Zqq read error (#4.3.0)";
            case 55 -> "Zqq unable to read configuration (#4.3.0)";
            case 56 -> "Zqq trouble making network connection (#4.3.0)";
            case 61 -> "Zqq trouble in home directory (#4.3.0)";
            case 62, 63, 64, 65, 66 -> TROUBLE;
            case 71 -> "Zmail server temporarily rejected message (#4.3.0)";
            case 72 -> "Zconnection to mail server timed out (#4.4.1)";
            case 73 -> "Zconnection to mail server rejected (#4.4.1)";
            case 74 -> "Zcommunication with mail server failed (#4.4.2)";
            case 81, 91 -> "Zqq internal bug (#4.3.0)";
            case 120 -> "Zunable to exec qq (#4.3.0)";
            default -> code >= 11 && code <= 40 ? "Dqq permanent problem (#5.3.0)" : "Zqq temporary problem (#4.3.0)";
        };
        return new QueueResult(word);
    }
}
