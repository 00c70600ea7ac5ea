package eqmail.daemon;

import eqmail.posix.Accounts;
import eqmail.queue.Origins;
import java.io.IOException;

/**
 * The accounts and groups of an installation, by number (qmail's conf-users and conf-groups).
 *
 * @param alias gets mail for nobody else
 * @param qmaild network servers
 * @param qmaill the logger
 * @param qmails the network process and its spool
 * @param qmailGroup group qmail
 * @param nofiles group nofiles, which owns no file
 */
record QmailAccounts(int alias, int qmaild, int qmaill, int qmails, int qmailGroup, int nofiles) {
    /** @throws IOException when one is missing; the message names it */
    static QmailAccounts find() throws IOException {
        return new QmailAccounts(
                user("alias"), user("qmaild"), user("qmaill"), user("qmails"), group("qmail"), group("nofiles"));
    }

    /** Which of them have a name of their own in Received lines. */
    Origins origins() {
        return new Origins(alias, qmaild, qmails);
    }

    private static int user(String name) throws IOException {
        return Accounts.byName(name)
                .orElseThrow(() -> new IOException("there is no account " + name + " (mkusers makes them)"))
                .uid();
    }

    private static int group(String name) throws IOException {
        return Accounts.group(name)
                .orElseThrow(() -> new IOException("there is no group " + name + " (mkusers makes them)"));
    }
}
