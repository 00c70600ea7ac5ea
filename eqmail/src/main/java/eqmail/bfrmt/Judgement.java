package eqmail.bfrmt;

import eqmail.fs.HeldBody;
import eqmail.mail.Verdict;
import eqmail.posix.Descriptor;
import eqmail.posix.Exit;
import eqmail.posix.PosixException;
import java.io.IOException;

/** What is made of a filter's exit code and of the message that it leaves. */
final class Judgement {
    private Judgement() {}

    /** Something went wrong that another try may mend. */
    static Filter.Result.Stop notNow(String filter, String why) {
        return stop(new Verdict.Deferred("Filter " + filter + " " + why + ". (#4.3.0)\n"));
    }

    /**
     * A filter could not do its work.
     *
     * @throws InterruptedException because the server stops
     */
    static Filter.Result.Stop of(String filter, IOException fault) throws InterruptedException {
        if (!(fault instanceof FilterFault) && Thread.interrupted()) {
            throw new InterruptedException();
        }
        String before = "cannot work: ";
        if (fault instanceof FilterFault) {
            before = "";
        } else if (fault instanceof PosixException system && system.call().equals("exec")) {
            before = "cannot be run: ";
        }
        return notNow(filter, before + fault.getMessage());
    }

    /**
     * A filter called {@code filter} has ended with {@code code}, or has answered with it.
     *
     * @param code not 0
     * @param said why, in its own words; empty if it said nothing
     */
    static Filter.Result.Stop failed(String filter, int code, String said) {
        if (!Exit.isPermanent(code)) {
            return notNow(filter, "fails with code " + code + (said.isEmpty() ? "" : ": " + said));
        }
        String text = said.isEmpty() ? "Filter " + filter + " refuses this message. (#5.7.1)" : said;
        return stop(new Verdict.Refused(text + "\n"));
    }

    /**
     * Looks at what shall go out instead of {@code before}. An empty message is nobody's intention, and a last line without
     * its end is a filter that was cut short: SMTP cannot carry it, and it would bounce.
     */
    static void check(HeldBody after, Descriptor before) throws IOException {
        if (after.size() == 0) {
            throw new FilterFault("leaves nothing of the message");
        }
        if (!after.endsInLineFeed() && endsInLineFeed(before)) {
            throw new FilterFault("cuts the last line");
        }
    }

    private static boolean endsInLineFeed(Descriptor file) throws PosixException {
        byte[] last = new byte[1];
        long size = file.status().size();
        return size > 0 && file.readAt(size - 1, last, 0, 1) == 1 && last[0] == '\n';
    }

    private static Filter.Result.Stop stop(Verdict verdict) {
        return new Filter.Result.Stop(verdict);
    }
}
