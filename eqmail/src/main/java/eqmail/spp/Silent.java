package eqmail.spp;

/** Plug-ins that are not there. */
record Silent(boolean active) implements Plugins {
    @Override
    public boolean answerKept(Phase phase, Exchange exchange) {
        return false;
    }

    @Override
    public Decision run(Phase phase, Exchange exchange) {
        return Decision.PROCEED;
    }

    @Override
    public String headers() {
        return "";
    }

    @Override
    public void forget() {
        // Nothing was ever collected.
    }

    @Override
    public void reset() {
        // The same.
    }
}
