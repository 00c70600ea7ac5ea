package eqmail.daemon;

import eqmail.auth.Checker;
import eqmail.control.ControlException;
import eqmail.control.Secrets;
import eqmail.pop3.Maildrops;
import eqmail.queue.HandoverServer.PeerAccount;
import eqmail.queue.MailQueue;
import eqmail.queue.Origins;
import eqmail.send.Outlet;
import java.io.IOException;
import java.util.List;

/**
 * As whom a server works, and what follows from it. {@link OwnAccount}: the account that started it, and deliveries to
 * that account only. {@link NetworkAccount}: qmails, with root's helper for deliveries.
 */
interface Identity extends AutoCloseable {
    /**
     * Called once, when all sockets are bound: makes the directories of the queue and becomes the account for good.
     *
     * @throws IOException when that cannot be done; the server must not go on
     */
    void assume() throws IOException;

    /**
     * The way to local mailboxes; to be asked for after {@link #assume}.
     *
     * @param forwards takes what deliveries in this process forward
     */
    Outlet localDeliveries(MailQueue forwards) throws IOException;

    /**
     * A checkpassword program.
     *
     * @param file the control file that names it
     * @param command what stands there, not empty
     * @throws ControlException when it cannot be decided as whom it is to run
     */
    Checker checker(String file, List<String> command) throws ControlException;

    /**
     * The mailboxes of POP3.
     *
     * @param checkers judge passwords where that may happen in this process
     */
    Maildrops maildrops(Checkers checkers) throws IOException;

    /** Who reads private keys that this process may not read. */
    Secrets secrets();

    /** Which accounts have a name of their own in Received lines. */
    Origins origins();

    /** Who calls on a unix socket. */
    PeerAccount peers();

    /** The numeric account for mail from the network. */
    int networkUid();

    /** The numeric account for bounces. */
    int bounceUid();

    /** May other accounts hand in mail? */
    boolean shared();

    /** Ends what belongs to the identity, when no delivery runs any more. */
    @Override
    void close();
}
