package eqmail.local;

import eqmail.bytes.Latin1;
import eqmail.posix.Descriptor;
import eqmail.posix.PosixException;

/** The report of the command qmail-local: its descriptors 1 and 2, which its programs get as they are. */
public final class DescriptorReport implements Report {
    private final Descriptor output;
    private final Descriptor errors;

    /** Speaks to these two, which stay the caller's. */
    public DescriptorReport(Descriptor output, Descriptor errors) {
        this.output = output;
        this.errors = errors;
    }

    @Override
    public void out(String text) {
        write(output, text);
    }

    @Override
    public void err(String text) {
        write(errors, text);
    }

    private static void write(Descriptor to, String text) {
        try {
            to.writeAll(Latin1.bytes(text));
        } catch (PosixException nobodyListens) {
            // The exit code still tells the result.
        }
    }

    @Override
    public Descriptor standardOutput() {
        return output;
    }

    @Override
    public Descriptor standardError() {
        return errors;
    }

    @Override
    public void close() {}
}
