package eqmail.bfrmt;

import eqmail.posix.Descriptor;
import eqmail.time.Deadline;
import java.io.IOException;
import java.io.InputStream;

/** What a filter writes, not longer and not more than it may. One thread reads it. */
final class FilterOutput extends InputStream {
    private final Descriptor pipe;
    private final Deadline end;
    private long left;

    /** At most {@code most} bytes from {@code pipe}, until {@code end}. */
    FilterOutput(Descriptor pipe, Deadline end, long most) {
        this.pipe = pipe;
        this.end = end;
        this.left = most;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!pipe.awaitInput(end.left())) {
            throw new FilterFault("takes too long");
        }
        int got = pipe.read(into, offset, length);
        left -= Math.max(got, 0);
        if (left < 0) {
            throw new FilterFault("writes too much");
        }
        return got;
    }
}
