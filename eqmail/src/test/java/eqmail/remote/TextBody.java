package eqmail.remote;

import eqmail.bytes.Latin1;
import eqmail.mail.Body;
import eqmail.mail.BodyForm;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A message in memory, in unix form. */
record TextBody(String text) implements Body {
    @Override
    public BodyForm form() {
        return BodyForm.UNIX;
    }

    @Override
    public long size() {
        return text.length();
    }

    @Override
    public InputStream open() {
        return new ByteArrayInputStream(Latin1.bytes(text));
    }

    /** One that cannot be read. */
    static Body unreadable() {
        return new Body() {
            @Override
            public BodyForm form() {
                return BodyForm.UNIX;
            }

            @Override
            public long size() {
                return 0;
            }

            @Override
            public InputStream open() throws IOException {
                throw new IOException("Is a directory");
            }
        };
    }
}
