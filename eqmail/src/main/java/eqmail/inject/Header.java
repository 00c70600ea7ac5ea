package eqmail.inject;

import eqmail.bytes.Latin1;
import eqmail.header.AddressList;
import eqmail.header.FieldName;
import eqmail.header.Spelling;
import eqmail.header.Token;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The header of a message as it is read: fields rewritten, recipients collected, what is not to be seen left out. */
final class Header {
    /** A message with one of these is sent on by somebody, and the plain fields tell of its first way. */
    private static final Set<FieldName> RESENT = EnumSet.of(
            FieldName.RESENT_SENDER,
            FieldName.RESENT_FROM,
            FieldName.RESENT_REPLY_TO,
            FieldName.RESENT_TO,
            FieldName.RESENT_CC,
            FieldName.RESENT_BCC,
            FieldName.RESENT_DATE,
            FieldName.RESENT_MESSAGE_ID);

    private final Completer completer;
    private final Caller caller;
    private final Set<FieldName> seen = EnumSet.noneOf(FieldName.class);
    private final StringBuilder text = new StringBuilder();
    private final List<String> recipients = new ArrayList<>();
    private final List<String> resentRecipients = new ArrayList<>();
    private final List<String> visible = new ArrayList<>();
    private @Nullable String returnPath;

    Header(Completer completer, Caller caller) {
        this.completer = completer;
        this.caller = caller;
    }

    /** Takes the next field, line end included. */
    void add(String field) throws Fatal {
        FieldName name = FieldName.of(field);
        if (unwanted(name)) {
            return;
        }
        seen.add(name);
        switch (name) {
            case TO, CC -> {
                List<String> addresses = keep(field);
                recipients.addAll(addresses);
                visible.addAll(addresses);
            }
            case APPARENTLY_TO -> recipients.addAll(keep(field));
            case BCC -> recipients.addAll(addresses(rewrite(field)));
            case RESENT_TO, RESENT_CC -> resentRecipients.addAll(keep(field));
            case RESENT_BCC -> resentRecipients.addAll(addresses(rewrite(field)));
            case RETURN_PATH -> setReturnPath(addresses(rewrite(field)));
            case FROM, SENDER, REPLY_TO, RETURN_RECEIPT_TO, ERRORS_TO, RESENT_FROM, RESENT_SENDER, RESENT_REPLY_TO ->
                keep(field);
            case CONTENT_LENGTH -> {}
            default -> text.append(field);
        }
    }

    private boolean unwanted(FieldName name) {
        return switch (name) {
            case FROM -> caller.wishes('f');
            case MESSAGE_ID -> caller.wishes('i');
            case RETURN_PATH -> caller.wishes('s');
            default -> false;
        };
    }

    private List<String> keep(String field) throws Fatal {
        AddressList.Rewritten rewritten = rewrite(field);
        text.append(Spelling.field(rewritten.field()));
        return addresses(rewritten);
    }

    private AddressList.Rewritten rewrite(String field) throws Fatal {
        return completer.field(field);
    }

    /** As the envelope can have them: a NUL, which ends an address there, ends it here. */
    private static List<String> addresses(AddressList.Rewritten field) {
        List<String> plain = new ArrayList<>();
        for (List<Token> address : field.addresses()) {
            plain.add(Latin1.cString(Spelling.plain(address)));
        }
        return plain;
    }

    /** The last address of what the environment makes of a Return-Path, unless the message has one; empty without any. */
    String sender(String unique) throws Fatal {
        if (returnPath == null) {
            setReturnPath(addresses(completer.field(FieldName.RETURN_PATH, caller.sender(unique))));
        }
        String sender = returnPath == null ? "" : returnPath;
        return caller.wishes('r') ? sender + "-@[]" : sender;
    }

    private void setReturnPath(List<String> addresses) {
        if (returnPath == null && !addresses.isEmpty()) {
            returnPath = addresses.getFirst();
        }
    }

    boolean has(FieldName name) {
        return seen.contains(name);
    }

    boolean isResent() {
        return !Collections.disjoint(seen, RESENT);
    }

    /** Recipients by the fields that count in this message, in the order of the envelope. */
    List<String> recipients() {
        return isResent() ? resentRecipients : recipients;
    }

    /** Addresses of To and Cc, in the order of the envelope. */
    List<String> visible() {
        return visible;
    }

    /** The fields to be sent. */
    String text() {
        return text.toString();
    }
}
