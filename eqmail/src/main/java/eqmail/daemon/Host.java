package eqmail.daemon;

import eqmail.bytes.Latin1;
import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.delivery.Replaceable;
import eqmail.log.Log;
import eqmail.maildir.UniqueNames;
import eqmail.queue.QueueHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;

/**
 * What a server is given to live with.
 *
 * @param home the qmail home
 * @param image where the product lies
 * @param environment of the server; children of it get this and what their room adds
 * @param defaultDelivery instructions for users without .qmail
 * @param log one log for all rooms
 * @param clock real time
 * @param zone of dates in headers
 */
record Host(
        Path home,
        Path image,
        Map<String, String> environment,
        String defaultDelivery,
        Log log,
        InstantSource clock,
        ZoneId zone) {
    /** Where Linux shows what gethostname(2) answers. */
    private static final Path KERNEL_NAME = Path.of("/proc/sys/kernel/hostname");

    /** The standard delivery of qmail. */
    private static final String MAILBOX = "./Mailbox";

    /** Instructions for users without .qmail, if a server is started without any: control/defaultdelivery, else a Mailbox. */
    static String defaultDelivery(Path home) throws ControlException {
        String file =
                new Control(home).text("control/defaultdelivery").orElse("").stripTrailing();
        return file.isEmpty() ? MAILBOX : file;
    }

    Control control() {
        return Control.strict(home);
    }

    QueueHome queue() {
        return new QueueHome(home);
    }

    /** The table of hosts that did not answer lately. */
    Path tcpto() {
        return tcpto(home);
    }

    static Path tcpto(Path home) {
        return home.resolve("queue/lock/tcpto");
    }

    /** Names for maildir files of this process. */
    UniqueNames maildirNames() throws IOException {
        String name = Latin1.string(Files.readAllBytes(KERNEL_NAME)).strip();
        return new UniqueNames(clock, ProcessHandle.current().pid(), name);
    }

    Replaceable programs() {
        return new Replaceable(home, image);
    }
}
