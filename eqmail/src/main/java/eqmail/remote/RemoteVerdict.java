package eqmail.remote;

import eqmail.mail.Verdict;
import eqmail.posix.Exit;

/** What qmail-rspawn makes of qmail-remote's exit code and records: one letter and one text (delivery.md 7.4). */
final class RemoteVerdict {
    private static final int GOOD = 1;
    private static final int SOFT = 0;
    private static final int HARD = -1;

    private static final int TEMPORARY = 111;

    private RemoteVerdict() {}

    /** The verdict on a program called {@code name} that has ended. */
    static Verdict of(String name, Exit exit, String output) {
        if (exit.crashed()) {
            return crashed(name);
        }
        if (!exit.ok()) {
            return notRun(name, exit.code() == TEMPORARY);
        }
        return output.isEmpty() ? new Verdict.Deferred(name + " produced no output.\n") : of(output);
    }

    static Verdict crashed(String name) {
        return new Verdict.Deferred(name + " crashed.\n");
    }

    static Verdict notRun(String name, boolean temporary) {
        String text = "Unable to run " + name + ".\n";
        return temporary ? new Verdict.Deferred(text) : new Verdict.Refused(text);
    }

    /**
     * The verdict on records, each ended by NUL. The message record decides, unless the first record is that of a
     * recipient who was not accepted. Shown are the first record and, if it is not better than the verdict, the second.
     */
    static Verdict of(String records) {
        int result = messageResult(records);
        int verdict = switch (records.charAt(0)) {
            case 's' -> SOFT;
            case 'h' -> HARD;
            default -> result;
        };
        return Verdict.of("DZK".charAt(verdict - HARD), text(records, result <= verdict));
    }

    /** The letter of the first record that is one of a message; without one the worst is assumed. */
    private static int messageResult(String records) {
        int start = 0;
        for (int end = records.indexOf('\0'); end >= 0; end = records.indexOf('\0', start)) {
            switch (records.charAt(start)) {
                case 'K' -> {
                    return GOOD;
                }
                case 'Z' -> {
                    return SOFT;
                }
                case 'D' -> {
                    return HARD;
                }
                default -> start = end + 1;
            }
        }
        return HARD;
    }

    private static String text(String records, boolean withSecond) {
        int end = records.indexOf('\0', 1);
        if (end < 0) {
            return "";
        }
        String text = records.substring(1, end);
        int second = end + 1;
        if (withSecond && second < records.length() && "ZDK".indexOf(records.charAt(second)) >= 0) {
            int secondEnd = records.indexOf('\0', second);
            text += records.substring(second + 1, secondEnd < 0 ? records.length() : secondEnd);
        }
        return text;
    }
}
