package eqmail.remote;

/**
 * What qmail-remote says about a delivery: a record for each recipient that was offered to the server ({@code r}
 * accepted, {@code h} refused, {@code s} not now), then one for the message ({@code K}, {@code Z}, {@code D}); each ends
 * in NUL (qmail-remote(8)). A report is finished by its message record.
 */
final class Report {
    private final StringBuilder records = new StringBuilder();

    /** A report that is over before any server was asked. */
    static Report of(char letter, String text) {
        Report report = new Report();
        report.message(letter, text);
        return report;
    }

    void recipient(char letter, String text) {
        records.append(letter).append(text).append('\0');
    }

    void message(char letter, String text) {
        records.append(letter).append(text).append('\0');
    }

    /** All records, each with its NUL. */
    String records() {
        return records.toString();
    }
}
