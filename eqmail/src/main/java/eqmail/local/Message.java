package eqmail.local;

import eqmail.mail.Body;
import eqmail.posix.Descriptor;
import java.io.IOException;

/** The message of one delivery: as a body for us, and as a descriptor for programs. One thread uses it. */
public interface Message extends AutoCloseable {
    /** Its text. {@link Body#openUnix} fails where the original would fail to rewind descriptor 0. */
    Body body();

    /** A seekable descriptor of the text in unix form, at position 0; it stays ours. */
    Descriptor rewound() throws IOException;

    @Override
    void close();
}
