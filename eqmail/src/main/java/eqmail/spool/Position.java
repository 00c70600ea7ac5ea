package eqmail.spool;

/** Where a record begins: segment number in the upper half of a long, byte offset in the lower; later is larger. */
final class Position {
    /** No record. */
    static final long NONE = 0;

    private Position() {}

    static long of(int segment, long offset) {
        return ((long) segment << 32) | offset;
    }

    static int segment(long position) {
        return (int) (position >>> 32);
    }

    static long offset(long position) {
        return position & 0xffffffffL;
    }

    static String text(long position) {
        return segment(position) + ":" + offset(position);
    }
}
