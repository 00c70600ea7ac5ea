package eqmail.doctor;

import eqmail.local.Report;
import eqmail.posix.Descriptor;
import java.util.List;

/** Collects what is said; there is no program that could say something. */
final class Words implements Report {
    private final StringBuilder text = new StringBuilder();

    List<String> lines() {
        return text.toString().lines().toList();
    }

    @Override
    public void out(String said) {
        text.append(said);
    }

    @Override
    public void err(String said) {
        text.append(said);
    }

    @Override
    public Descriptor standardOutput() {
        throw new IllegalStateException("no program runs");
    }

    @Override
    public Descriptor standardError() {
        throw new IllegalStateException("no program runs");
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
