package eqmail.posix;

/** Signals by name; the numbers are the same on both machines. */
public enum Signal {
    HUP(1),
    INT(2),
    QUIT(3),
    KILL(9),
    USR1(10),
    PIPE(13),
    ALRM(14),
    TERM(15),
    CHLD(17),
    CONT(18),
    XCPU(24),
    VTALRM(26),
    PROF(27);

    private final int number;

    Signal(int number) {
        this.number = number;
    }

    /** What kill(2) calls it. */
    public int number() {
        return number;
    }
}
