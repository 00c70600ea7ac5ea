package eqmail.control;

import eqmail.bytes.Scan;

/** The largest message in bytes: {@code control/databytes}, or the variable {@code DATABYTES}, which goes before it. */
public final class SizeLimit {
    private SizeLimit() {}

    /** What the file says; 0 for no limit. */
    public static long load(Control files) throws ControlException {
        return limit(files.number("control/databytes", 0));
    }

    /** What the variable says. */
    public static long of(String variable) {
        return limit(Scan.numberOrZero(variable));
    }

    /** An unsigned number of 32 bits; its largest value is lowered by one, since the original counts up to it. */
    private static long limit(long number) {
        return Math.min(number & 0xffff_ffffL, 0xffff_fffeL);
    }
}
