package eqmail.spool;

import eqmail.fs.DiskFile;
import eqmail.mail.Body;
import eqmail.mail.BodyForm;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * The text of a queued message. It is found anew when it was moved meanwhile; a stream that is open goes on reading where
 * it began, because the segment stays until the stream is closed or read to its end.
 */
final class SegmentBody implements Body {
    /** From here on the kernel copies faster than we do. */
    private static final long WORTH_TRANSFER = 64 << 10;

    private final Texts texts;
    private final long id;
    private final BodyForm form;
    private final long size;
    /** Where the text was found last. */
    private volatile Texts.Place place;

    SegmentBody(Texts texts, long id, MessageState state, Texts.Place place) {
        this.texts = texts;
        this.id = id;
        this.form = state.form;
        this.size = state.size;
        this.place = place;
    }

    @Override
    public BodyForm form() {
        return form;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public InputStream open() throws IOException {
        return new TextStream(hold());
    }

    @Override
    public void copyTo(OutputStream out) throws IOException {
        WritableByteChannel channel = channel(out);
        try (Texts.Held text = hold()) {
            if (channel == null || text.length() < WORTH_TRANSFER) {
                new TextStream(text).transferTo(out);
                return;
            }
            out.flush();
            transfer(text, channel);
        }
    }

    private static void transfer(Texts.Held text, WritableByteChannel to) throws IOException {
        DiskFile file = text.file();
        for (long done = 0; done < text.length(); ) {
            long moved = file.transferTo(text.offset() + done, text.length() - done, to);
            if (moved <= 0) {
                throw new BadRecord("text shorter than its record says");
            }
            done += moved;
        }
    }

    private static @Nullable WritableByteChannel channel(OutputStream out) {
        if (out instanceof WritableByteChannel channel) {
            return channel;
        }
        // Of that very class: a subclass may do something to the bytes.
        return out.getClass() == FileOutputStream.class ? ((FileOutputStream) out).getChannel() : null;
    }

    private Texts.Held hold() throws IOException {
        Texts.Held text = texts.hold(place);
        while (text == null) {
            place = texts.find(id);
            text = texts.hold(place);
        }
        return text;
    }
}
