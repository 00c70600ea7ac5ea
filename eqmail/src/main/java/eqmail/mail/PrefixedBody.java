package eqmail.mail;

import eqmail.bytes.Latin1;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;

/**
 * A message with header fields in front of it.
 *
 * @param fields in unix form, each ended by LF; a line must not begin with a dot
 * @param message what follows them
 */
public record PrefixedBody(String fields, Body message) implements Body {
    @Override
    public BodyForm form() {
        return message.form();
    }

    @Override
    public long size() {
        return fields.length() + message.size();
    }

    @Override
    public InputStream open() throws IOException {
        String text = form() == BodyForm.WIRE ? fields.replace("\n", "\r\n") : fields;
        return new SequenceInputStream(new ByteArrayInputStream(Latin1.bytes(text)), message.open());
    }
}
