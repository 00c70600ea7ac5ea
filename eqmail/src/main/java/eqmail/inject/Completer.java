package eqmail.inject;

import eqmail.header.AddressList;
import eqmail.header.Completion;
import eqmail.header.FieldName;
import eqmail.header.Spelling;
import eqmail.header.Token;
import eqmail.header.Token.Kind;
import eqmail.header.Tokens;
import eqmail.mail.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Completes fields and single addresses, and says what cannot be parsed. */
final class Completer {
    private final Completion completion;

    Completer(Completion completion) {
        this.completion = completion;
    }

    /** A field of addresses. */
    AddressList.Rewritten field(String field) throws Fatal {
        return Tokens.of(field)
                .flatMap(tokens -> AddressList.rewrite(tokens, completion::complete))
                .orElseThrow(() -> Fatal.unparsable(field));
    }

    /** A field that we make: {@code tokens} behind its name. */
    AddressList.Rewritten field(FieldName name, List<Token> tokens) throws Fatal {
        List<Token> all = new ArrayList<>();
        all.add(new Token(Kind.ATOM, name.spelled()));
        all.add(new Token(Kind.COLON, ""));
        all.addAll(tokens);
        return field(Spelling.field(all));
    }

    /** One address, given as it stands in a header. */
    String quoted(String address) throws Fatal {
        return complete(address).orElseThrow(() -> Fatal.unparsable(address));
    }

    /** One recipient, given as it stands in an envelope. */
    String argument(String address) throws Fatal {
        return complete(Address.quoted(address))
                .orElseThrow(() -> Fatal.permanent("unable to parse address: " + address));
    }

    private Optional<String> complete(String address) {
        return Tokens.of(address).map(tokens -> Spelling.plain(completion.complete(tokens)));
    }
}
