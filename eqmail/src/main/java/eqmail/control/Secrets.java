package eqmail.control;

import java.io.IOException;
import java.nio.file.AccessDeniedException;

/** Has files of the home read that this account may not read: private keys, which should be nobody's but root's. */
@FunctionalInterface
public interface Secrets {
    /** Nobody does it. */
    Secrets NONE = file -> {
        throw new AccessDeniedException(file);
    };

    /**
     * All bytes of {@code file}.
     *
     * @param file relative to the home, as for {@link Control}
     * @throws IOException if it cannot be read that way either
     */
    byte[] read(String file) throws IOException;
}
