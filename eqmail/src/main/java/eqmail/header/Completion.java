package eqmail.header;

import eqmail.header.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Completes one address by the names of a host (rewriting of qmail-inject; qmail-header.5).
 *
 * @param atDefaultHost {@code @} and the host for addresses without one
 * @param dotDefaultDomain {@code .} and the domain for hosts without dot
 * @param dotPlusDomain {@code .} and the domain for hosts that end in {@code +}
 */
public record Completion(List<Token> atDefaultHost, List<Token> dotDefaultDomain, List<Token> dotPlusDomain) {
    /** The address as it must leave this host; empty if nothing is left of it. */
    public List<Token> complete(List<Token> address) {
        List<Token> out = new ArrayList<>(address);
        if (out.isEmpty() || isSpecial(out)) {
            return out;
        }
        if (out.getFirst().is(Kind.AT)) {
            dropRoute(out);
        }
        dropLast(out, Kind.DOT);
        dropLast(out, Kind.AT);
        if (out.isEmpty()) {
            return out;
        }
        if (out.stream().noneMatch(token -> token.is(Kind.AT))) {
            out.addAll(atDefaultHost);
        }
        Token last = out.getLast();
        if (last.is(Kind.ATOM) && last.text().endsWith("+")) {
            out.set(
                    out.size() - 1,
                    new Token(Kind.ATOM, last.text().substring(0, last.text().length() - 1)));
            out.addAll(dotPlusDomain);
        }
        if (!hasDomain(out)) {
            out.addAll(dotDefaultDomain);
        }
        return out;
    }

    /** {@code …@[]}: a sender for each recipient, or the double bounce (envelopes.5). */
    private static boolean isSpecial(List<Token> address) {
        int size = address.size();
        return size >= 2
                && address.get(size - 2).is(Kind.AT)
                && address.get(size - 1).is(Kind.LITERAL)
                && address.get(size - 1).text().isEmpty();
    }

    private static void dropRoute(List<Token> address) {
        int colon = 0;
        while (colon < address.size() && !address.get(colon).is(Kind.COLON)) {
            colon++;
        }
        address.subList(0, Math.min(colon + 1, address.size())).clear();
    }

    private static void dropLast(List<Token> address, Kind kind) {
        if (!address.isEmpty() && address.getLast().is(kind)) {
            address.removeLast();
        }
    }

    private static boolean hasDomain(List<Token> address) {
        for (int i = address.size() - 1; i >= 0 && !address.get(i).is(Kind.AT); i--) {
            if (address.get(i).is(Kind.DOT) || address.get(i).is(Kind.LITERAL)) {
                return true;
            }
        }
        return false;
    }
}
