package eqmail.cli;

import eqmail.posix.Errno;
import eqmail.posix.PosixException;
import java.io.InputStream;

/** A descriptor that the caller had closed: reading it fails, as it would in C. An empty message would be sent on. */
final class ClosedInput extends InputStream {
    @Override
    public int read() throws PosixException {
        throw new PosixException(Errno.EBADF, "read", "");
    }

    @Override
    public int read(byte[] to, int offset, int length) throws PosixException {
        return read();
    }
}
