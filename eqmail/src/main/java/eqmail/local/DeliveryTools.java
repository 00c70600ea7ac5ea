package eqmail.local;

import eqmail.fs.Folder;
import eqmail.maildir.Maildir;
import eqmail.mbox.Mbox;
import eqmail.posix.Errno;
import eqmail.posix.PosixException;
import eqmail.queue.MailQueue;
import eqmail.queue.Origin;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * What deliveries work with. They wait for disks, locks and directory servers, so they run on platform threads.
 *
 * @param homes opens home directories
 * @param maildir delivers into maildirs
 * @param mbox delivers into mbox files
 * @param queue takes forwarded messages
 * @param origins who hands in what an account forwards, by its uid
 * @param programs runs program lines
 * @param clock tells the time of a delivery
 * @param environment what programs inherit
 */
public record DeliveryTools(
        Homes homes,
        Maildir maildir,
        Mbox mbox,
        MailQueue queue,
        IntFunction<Origin> origins,
        Programs programs,
        InstantSource clock,
        Map<String, String> environment) {
    /** Copies the environment. */
    public DeliveryTools {
        environment = Map.copyOf(environment);
    }

    /** Opens home directories; {@link eqmail.fs.RealFolder#open} but for tests. */
    @FunctionalInterface
    public interface Homes {
        /** Enters the directory {@code path} as the account whose it is. */
        Folder open(String path) throws PosixException;
    }

    /** The original's word for what failed a read or write. */
    static String reason(IOException e) {
        return e instanceof PosixException posix ? posix.errno().text() : Errno.EIO.text();
    }
}
