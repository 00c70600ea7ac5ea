package eqmail.local;

import eqmail.fs.DescriptorBody;
import eqmail.mail.Body;
import eqmail.posix.Descriptor;
import eqmail.posix.PosixException;

/** The message on descriptor 0 of the command qmail-local; programs get that very descriptor. */
public final class FileMessage implements Message {
    private final Descriptor file;
    private final Body body;

    /** The message in {@code file}, which stays the caller's. */
    public FileMessage(Descriptor file) {
        this.file = file;
        this.body = new DescriptorBody(file);
    }

    @Override
    public Body body() {
        return body;
    }

    @Override
    public Descriptor rewound() throws PosixException {
        file.seek(0);
        return file;
    }

    @Override
    public void close() {}
}
