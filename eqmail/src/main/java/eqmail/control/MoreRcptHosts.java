package eqmail.control;

import eqmail.cdb.CdbReader;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * {@code control/morercpthosts.cdb} of one home, made by qmail-newmrh. It is opened for each question: few recipients
 * get as far as here, and a new file, put in place by rename, counts from the next one on.
 */
final class MoreRcptHosts {
    private static final String FILE = "control/morercpthosts.cdb";

    private MoreRcptHosts() {}

    /** The list below {@code home}; empty while the file is missing. */
    static RcptHosts.MoreHosts below(Path home) {
        return key -> contains(home.resolve(FILE), key);
    }

    /**
     * Looks whether it can be used.
     *
     * @throws ControlException if it is there and cannot
     */
    static void check(Path home) throws ControlException {
        contains(home.resolve(FILE), "");
    }

    private static boolean contains(Path file, String key) throws ControlException {
        try (CdbReader cdb = CdbReader.open(file)) {
            return cdb.contains(key);
        } catch (NoSuchFileException missing) {
            return false;
        } catch (IOException e) {
            throw new ControlException(FILE, String.valueOf(e.getMessage()), e);
        }
    }
}
