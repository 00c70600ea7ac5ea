package eqmail.local;

import eqmail.fs.ScratchFile;
import eqmail.mail.Body;
import eqmail.posix.Descriptor;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A message of the queue. Programs may read it from the start as often as they like, so the first program line makes a
 * copy of it.
 */
public final class CopiedMessage implements Message {
    private final Body body;
    private @Nullable Descriptor copy;

    /** Nothing is copied before somebody asks for it. */
    public CopiedMessage(Body body) {
        this.body = body;
    }

    @Override
    public Body body() {
        return body;
    }

    @Override
    public Descriptor rewound() throws IOException {
        Descriptor file = copy;
        if (file == null) {
            file = ScratchFile.copyOf(body);
            copy = file;
        }
        file.seek(0);
        return file;
    }

    @Override
    public void close() {
        if (copy != null) {
            copy.close();
        }
    }
}
