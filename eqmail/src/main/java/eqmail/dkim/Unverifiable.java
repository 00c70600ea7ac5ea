package eqmail.dkim;

/** Why a signature does not count. A peer's fault, so it becomes a {@link Finding} before it leaves the room. */
final class Unverifiable extends Exception {
    private static final long serialVersionUID = 1;

    private final Finding.Result result;

    /** {@code why} in a few words, for the comment in Authentication-Results. */
    Unverifiable(Finding.Result result, String why) {
        super(why, null, false, false);
        this.result = result;
    }

    /** One that no later try can mend: a malformed signature or key. */
    static Unverifiable forGood(String why) {
        return new Unverifiable(Finding.Result.PERMERROR, why);
    }

    Finding.Result result() {
        return result;
    }

    /** {@link #getMessage}, which is never null here. */
    String why() {
        return String.valueOf(getMessage());
    }
}
