package eqmail.posix;

/**
 * How a child ended.
 *
 * @param code what it passed to exit, 0 to 255; or, killed by a signal, minus the number of the signal
 */
public record Exit(int code) {
    /** Did a signal kill it? */
    public boolean crashed() {
        return code < 0;
    }

    /** Does a code mean that another try will do no better? The convention of qmail-command(8). */
    public static boolean isPermanent(int code) {
        return switch (code) {
            case 64, 65, 70, 76, 77, 78, 100, 112 -> true;
            default -> false;
        };
    }

    /** Did it end by itself with 0? */
    public boolean ok() {
        return code == 0;
    }
}
