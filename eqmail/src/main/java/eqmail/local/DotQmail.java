package eqmail.local;

import eqmail.bytes.Latin1;
import eqmail.fs.Folder;
import eqmail.fs.FolderFile;
import eqmail.posix.Errno;
import eqmail.posix.FileStatus;
import eqmail.posix.OpenFlag;
import eqmail.posix.PosixException;
import eqmail.users.DotQmailName;
import java.io.ByteArrayOutputStream;
import java.util.Optional;

/**
 * The {@code .qmail} file that an address leads to (delivery.md 8.1).
 *
 * @param text its content
 * @param forwardOnly is it executable by its owner, so that it may only forward?
 * @param defaultPart what {@code default} in its name stands for; empty-handed if it says nothing of that
 */
record DotQmail(String text, boolean forwardOnly, Optional<String> defaultPart) {
    /** Others must not be able to write a file that runs programs as its owner (conf-patrn). */
    static final int FORBIDDEN_MODE = 002;

    /** Some 500000 addresses. A longer file is a mistake or an attack on our memory. */
    static final int LONGEST_FILE = 16 << 20;

    private static final int OWNER_MAY_EXECUTE = 0100;
    private static final String DEFAULT = "default";

    /** The file for {@code request} in {@code home}; empty if there is none. */
    static Optional<DotQmail> find(Folder home, LocalRequest request) throws Stop {
        var names = DotQmailName.of(request.dash(), request.ext()).iterator();
        while (names.hasNext()) {
            DotQmailName name = names.next();
            Optional<DotQmail> file = read(home, name.file(), name.defaultPart());
            if (file.isPresent()) {
                return file;
            }
        }
        return Optional.empty();
    }

    /**
     * The sender of what {@code request} forwards (8.7): the list's owner, if a file of that name exists; with {@code
     * -owner-default} a different one for each recipient (VERP).
     */
    static String newSender(Folder home, LocalRequest request) throws Stop {
        String sender = request.sender();
        if (sender.isEmpty() || sender.equals(eqmail.mail.Address.DOUBLE_BOUNCE)) {
            return sender;
        }
        String name = ".qmail" + request.dash() + request.safeExt() + "-owner";
        if (!exists(home, name)) {
            return sender;
        }
        return exists(home, name + "-" + DEFAULT)
                ? request.local() + "-owner-@" + request.host() + "-@[]"
                : request.local() + "-owner@" + request.host();
    }

    private static boolean exists(Folder home, String name) throws Stop {
        try {
            home.status(name);
            return true;
        } catch (PosixException e) {
            if (e.errno().temporary()) {
                throw cannotOpen(name, e);
            }
            return false;
        }
    }

    private static Optional<DotQmail> read(Folder home, String name, Optional<String> defaultPart) throws Stop {
        // Not waiting: a FIFO of this name must not hold the delivery.
        try (FolderFile file = home.open(name, OpenFlag.READ, OpenFlag.NON_BLOCKING)) {
            FileStatus status = file.status();
            if (!status.isFile()) {
                return Optional.empty();
            }
            if ((status.mode() & FORBIDDEN_MODE) != 0) {
                throw Stop.temporary("Uh-oh: .qmail file is writable. (#4.7.0)");
            }
            boolean forwardOnly = (status.mode() & OWNER_MAY_EXECUTE) != 0;
            return Optional.of(new DotQmail(text(file, name), forwardOnly, defaultPart));
        } catch (PosixException e) {
            Errno errno = e.errno();
            if (errno.temporary() || errno == Errno.EPERM || errno == Errno.EACCES) {
                throw cannotOpen(name, e);
            }
            return Optional.empty();
        }
    }

    private static String text(FolderFile file, String name) throws Stop {
        ByteArrayOutputStream text = new ByteArrayOutputStream(256);
        byte[] buffer = new byte[8192];
        try {
            for (int got = file.read(buffer, 0, buffer.length); got >= 0; got = file.read(buffer, 0, buffer.length)) {
                text.write(buffer, 0, got);
                if (text.size() > LONGEST_FILE) {
                    throw cannotOpen(name, new PosixException(Errno.EFBIG, "read", name));
                }
            }
        } catch (PosixException unreadable) {
            throw cannotOpen(name, unreadable);
        }
        return Latin1.string(text.toByteArray());
    }

    private static Stop cannotOpen(String name, PosixException e) {
        return Stop.temporary("Unable to open " + name + ": " + e.errno().text() + ". (#4.3.0)");
    }
}
