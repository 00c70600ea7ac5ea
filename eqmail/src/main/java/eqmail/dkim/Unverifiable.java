package eqmail.dkim;

/** A signature does not count. A peer's fault, so it becomes a {@link Finding} before it leaves the room. */
final class Unverifiable extends Exception {
    private static final long serialVersionUID = 1;

    private final Fault fault;

    Unverifiable(Fault fault) {
        super(fault.words(), null, false, false);
        this.fault = fault;
    }

    Fault fault() {
        return fault;
    }
}
