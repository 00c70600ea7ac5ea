package eqmail.rules;

import java.io.IOException;
import java.util.Optional;

/** A set of rules that clients are looked up in. Safe for many threads. */
public interface Rules {
    /**
     * A rule and the words that name it.
     *
     * @param name its address as a person would write it
     */
    record Found(String name, Rule rule) {}

    /** The rule under exactly this key; of several the first. */
    Optional<Rule> get(String key) throws IOException;

    /** False only if it is sure that no CIDR block is in here; spares a lookup for each bit of an address. */
    boolean mayHoldNetworks();

    /**
     * The first rule that fits {@code client}; empty if none does, which means: allow.
     *
     * @throws IOException if compiled rules cannot be read, or are damaged
     */
    default Optional<Found> find(Client client) throws IOException {
        return RuleOrder.first(this, client);
    }

    /** No rules: everybody is served. */
    static Rules none() {
        return TableRules.NONE;
    }

    /**
     * The rules that {@code text} holds.
     *
     * @throws RuleSyntaxException at the first line that is no rule
     */
    static Rules text(String text) throws RuleSyntaxException {
        return TableRules.ofText(text);
    }
}
