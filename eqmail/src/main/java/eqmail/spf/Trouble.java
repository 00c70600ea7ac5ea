package eqmail.spf;

/** Why a check ends without an answer: temperror or permerror. */
final class Trouble extends Exception {
    private static final long serialVersionUID = 1;

    private final SpfResult result;

    private Trouble(SpfResult result, String why) {
        super(why, null, false, false);
        this.result = result;
    }

    /** What was published cannot be used. */
    static Trouble permanent(String why) {
        return new Trouble(SpfResult.PERMERROR, why);
    }

    /** A later try may do better. */
    static Trouble temporary(String why) {
        return new Trouble(SpfResult.TEMPERROR, why);
    }

    SpfResult result() {
        return result;
    }

    /** In words, for people. */
    String why() {
        return String.valueOf(getMessage());
    }
}
