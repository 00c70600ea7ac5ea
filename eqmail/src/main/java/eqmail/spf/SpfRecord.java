package eqmail.spf;

import java.util.List;
import java.util.Optional;

/**
 * What a domain publishes (RFC 7208 4.6), read whole before anything of it is evaluated.
 *
 * @param directives in order; the first that matches decides
 * @param redirect where to go on when none does
 * @param explanation where the text about a fail is
 */
record SpfRecord(List<Directive> directives, Optional<MacroString> redirect, Optional<MacroString> explanation) {
    /** Copies the list. */
    SpfRecord {
        directives = List.copyOf(directives);
    }

    /**
     * One mechanism with its qualifier.
     *
     * @param result what a match means
     * @param text as it was written
     */
    record Directive(SpfResult result, Mechanism mechanism, String text) {}
}
