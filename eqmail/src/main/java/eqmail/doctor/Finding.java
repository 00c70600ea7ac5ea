package eqmail.doctor;

/**
 * What a check came to.
 *
 * @param level how bad it is
 * @param what in one line
 * @param mend how to make it good, in one line; empty if it is
 */
public record Finding(Level level, String what, String mend) {
    /** How bad. */
    public enum Level {
        /** As it should be. */
        OK("ok  "),
        /** Mail flows, but not all of it, or not for long. */
        WARN("warn"),
        /** Mail is lost, refused or forged because of it. */
        FAIL("FAIL"),
        /** Nobody has asked for it. */
        SKIP("skip");

        private final String word;

        Level(String word) {
            this.word = word;
        }

        /** Four characters. */
        String word() {
            return word;
        }
    }

    static Finding ok(String what) {
        return new Finding(Level.OK, what, "");
    }

    static Finding skip(String what) {
        return new Finding(Level.SKIP, what, "");
    }

    static Finding warn(String what, String mend) {
        return new Finding(Level.WARN, what, mend);
    }

    static Finding fail(String what, String mend) {
        return new Finding(Level.FAIL, what, mend);
    }
}
