package eqmail.local;

import eqmail.mail.Address;
import eqmail.time.MailTime;
import java.time.Instant;

/**
 * The lines that a delivery puts before a message (delivery.md 8.3), each with its LF and no other one.
 *
 * @param fromLine {@code From SENDER DATE}, for an mbox (UFLINE)
 * @param returnPath {@code Return-Path: <SENDER>} (RPLINE)
 * @param deliveredTo {@code Delivered-To: RECIPIENT} (DTLINE)
 */
record TraceLines(String fromLine, String returnPath, String deliveredTo) {
    static TraceLines of(LocalRequest request, Instant now) {
        String sender = request.sender();
        String from = sender.isEmpty()
                ? "MAILER-DAEMON"
                : sender.replace(' ', '-').replace('\t', '-').replace('\n', '-');
        return new TraceLines(
                "From " + from + " " + MailTime.ctime(now) + "\n",
                "Return-Path: <" + Address.quoted(sender).replace('\n', '_') + ">\n",
                "Delivered-To: " + request.recipient().replace('\n', '_') + "\n");
    }
}
