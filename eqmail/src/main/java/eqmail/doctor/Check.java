package eqmail.doctor;

import java.io.IOException;
import java.util.List;

/** Looks at one side of a host. */
public interface Check {
    /** What is looked at, in two or three words. */
    String subject();

    /**
     * Looks.
     *
     * @return at least one finding
     * @throws IOException if this host does not let us look; the message says at what
     */
    List<Finding> look() throws IOException, InterruptedException;
}
