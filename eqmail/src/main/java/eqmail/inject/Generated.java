package eqmail.inject;

import eqmail.control.ConstMap;
import eqmail.header.FieldName;
import eqmail.header.Spelling;
import eqmail.mail.Address;
import eqmail.time.MailTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The fields that a message lacks. */
final class Generated {
    private static final String NOBODY = "recipient list not shown: ;\n";

    private final InjectHost host;
    private final Caller caller;
    private final Completer completer;
    private final String idHost;
    private final Instant now;

    Generated(InjectHost host, Caller caller, Completer completer, String idHost, Instant now) {
        this.host = host;
        this.caller = caller;
        this.completer = completer;
        this.idHost = idHost;
        this.now = now;
    }

    /**
     * What to put before the fields of {@code header}.
     *
     * @param lists addresses of lists whose mail gets a Mail-Followup-To; empty: none does
     */
    String fields(Header header, Optional<ConstMap> lists) throws Fatal {
        StringBuilder out = new StringBuilder();
        if (header.isResent()) {
            basic(out, header, FieldName.RESENT_DATE, FieldName.RESENT_MESSAGE_ID, FieldName.RESENT_FROM);
            recipients(out, header, FieldName.RESENT_TO, FieldName.RESENT_CC);
        } else {
            basic(out, header, FieldName.DATE, FieldName.MESSAGE_ID, FieldName.FROM);
            recipients(out, header, FieldName.TO, FieldName.CC);
            lists.ifPresent(known -> followUp(out, header, known));
        }
        return out.toString();
    }

    private void basic(StringBuilder out, Header header, FieldName date, FieldName id, FieldName from) throws Fatal {
        if (!header.has(date)) {
            out.append(date.spelled()).append(": ");
            out.append(MailTime.date822(now, host.zone().get())).append('\n');
        }
        if (!header.has(id)) {
            out.append(id.spelled()).append(": <").append(MailTime.digits(now)).append('.');
            out.append(host.pid()).append(".qmail@").append(idHost).append(">\n");
        }
        if (!header.has(from)) {
            out.append(Spelling.field(completer.field(from, caller.from()).field()));
        }
    }

    /** A message without visible recipients says so: some old programs would add a field that shows them. */
    private static void recipients(StringBuilder out, Header header, FieldName to, FieldName cc) {
        if (!header.has(to) && !header.has(cc)) {
            out.append(cc.spelled()).append(": ").append(NOBODY);
        }
    }

    private static void followUp(StringBuilder out, Header header, ConstMap lists) {
        List<String> visible = header.visible();
        if (header.has(FieldName.MAIL_FOLLOWUP_TO) || visible.stream().noneMatch(lists::contains)) {
            return;
        }
        String separator = "Mail-Followup-To: ";
        for (String address : visible.reversed()) {
            out.append(separator).append(Address.quoted(address));
            separator = ",\n  ";
        }
        out.append('\n');
    }
}
