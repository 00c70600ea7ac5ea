package eqmail.bounce;

/** One failed recipient as the bounce tells it (qmail-send's addbounce). */
public final class FailureNote {
    private FailureNote() {}

    /**
     * {@code <recipient>:}, the report, and a blank line.
     *
     * <p>Inside there is no blank line, since readers of bounces split notes at blank lines: an LF after an LF becomes
     * {@code /}, last ones first. The byte before the closing blank line is left as it is; reports end in LF there.
     *
     * @param recipient as the sender knows it, a virtual domain's prepend taken off
     * @param report the deliverer's text; any bytes
     */
    public static String of(String recipient, String report) {
        StringBuilder note = new StringBuilder(recipient.length() + report.length() + 8);
        note.append('<').append(recipient.replace('\n', '_')).append(">:\n").append(report);
        if (!report.isEmpty() && !report.endsWith("\n")) {
            note.append('\n');
        }
        for (int i = note.length() - 2; i > 0; i--) {
            if (note.charAt(i) == '\n' && note.charAt(i - 1) == '\n') {
                note.setCharAt(i, '/');
            }
        }
        return note.append('\n').toString();
    }
}
