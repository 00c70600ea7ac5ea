package eqmail.local;

import eqmail.mail.Verdict;
import eqmail.mail.Verdict.Deferred;
import eqmail.mail.Verdict.Delivered;
import eqmail.mail.Verdict.Refused;
import eqmail.users.LookupException;

/** What an exit code of qmail-local, or of the child that should have become it, means for the message (qlx.h). */
final class LspawnReport {
    static final int ROOT = 113;

    private LspawnReport() {}

    /** The verdict for {@code exitCode}; {@code text} is what the program said. */
    static Verdict of(int exitCode, String text) {
        return switch (exitCode) {
            case 0 -> new Delivered(text);
            case 71, 74, 75, 111 -> new Deferred(text);
            case LookupException.BAD_RECORD -> new Deferred("Internal qmail-lspawn bug.\n");
            case ROOT -> new Deferred("Not allowed to perform deliveries as root.\n");
            case LookupException.HOME_UNREACHABLE -> new Deferred("NFS failure in qmail-local.\n");
            case LookupException.NO_ALIAS -> new Deferred("Unable to find alias user!\n");
            case LookupException.USERS_CDB -> new Deferred("Trouble reading users/cdb in qmail-lspawn.\n");
            case LookupException.SYSTEM -> new Deferred("Temporary failure in qmail-lspawn.\n");
            case 119 -> new Deferred("Out of memory in qmail-lspawn.\n");
            case 120 -> new Deferred("Unable to run qmail-local.\n");
            case 126 -> new Refused("Unable to run qmail-local.\n");
            case 121 -> new Deferred("Unable to run qmail-getpw.\n");
            default -> new Refused(text);
        };
    }

    /** It was killed by a signal. */
    static Verdict crashed() {
        return new Deferred("qmail-local crashed.\n");
    }

    /** It could not be started. Our own trouble, so nothing bounces, whatever the reason. */
    static Verdict notRun() {
        return of(120, "");
    }
}
