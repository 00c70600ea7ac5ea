package eqmail.remote;

import eqmail.mail.Body;
import eqmail.mail.BodyForm;
import java.io.IOException;
import java.io.InputStream;

/**
 * The message on descriptor 0 of a command, from wherever it stands on: a queue file, or a pipe from a program that signs
 * it on the way. It can be read once.
 */
public final class StreamBody implements Body {
    private final InputStream in;
    private boolean taken;

    /** The rest of {@code in}, which stays the caller's to close. */
    public StreamBody(InputStream in) {
        this.in = in;
    }

    @Override
    public BodyForm form() {
        return BodyForm.UNIX;
    }

    /** Not known before it is read. */
    @Override
    public long size() {
        return 0;
    }

    @Override
    public InputStream open() throws IOException {
        if (taken) {
            throw new IOException("already read");
        }
        taken = true;
        return in;
    }
}
