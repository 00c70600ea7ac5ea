package eqmail.header;

import eqmail.bytes.Latin1;
import java.util.HashMap;
import java.util.Map;

/** The fields that the programs of the family know (hfield.c). */
public enum FieldName {
    APPARENTLY_TO("Apparently-To"),
    BCC("Bcc"),
    CC("Cc"),
    CONTENT_LENGTH("Content-Length"),
    CONTENT_TRANSFER_ENCODING("Content-Transfer-Encoding"),
    CONTENT_TYPE("Content-Type"),
    DATE("Date"),
    DELIVERED_TO("Delivered-To"),
    ERRORS_TO("Errors-To"),
    FROM("From"),
    MAIL_FOLLOWUP_TO("Mail-Followup-To"),
    MESSAGE_ID("Message-ID"),
    NOTICE_REQUESTED_UPON_DELIVERY_TO("Notice-Requested-Upon-Delivery-To"),
    RECEIVED("Received"),
    REPLY_TO("Reply-To"),
    RESENT_BCC("Resent-Bcc"),
    RESENT_CC("Resent-Cc"),
    RESENT_DATE("Resent-Date"),
    RESENT_FROM("Resent-From"),
    RESENT_MESSAGE_ID("Resent-Message-ID"),
    RESENT_REPLY_TO("Resent-Reply-To"),
    RESENT_SENDER("Resent-Sender"),
    RESENT_TO("Resent-To"),
    RETURN_PATH("Return-Path"),
    RETURN_RECEIPT_TO("Return-Receipt-To"),
    SENDER("Sender"),
    SUBJECT("Subject"),
    TO("To"),
    /** Any other field. */
    OTHER("");

    private static final Map<String, FieldName> KNOWN = known();

    private final String spelled;

    FieldName(String spelled) {
        this.spelled = spelled;
    }

    /** As it is usually written. */
    public String spelled() {
        return spelled;
    }

    /** Which field this is; blanks may stand before the colon. */
    public static FieldName of(String field) {
        return KNOWN.getOrDefault(Latin1.lower(field.substring(0, nameEnd(field))), OTHER);
    }

    /** The value of a field: what follows its colon. */
    public static String value(String field) {
        return field.substring(field.indexOf(':') + 1);
    }

    /** As {@link #value}, without the blanks and line ends that it begins with (hfield_skipname). */
    public static String bareValue(String field) {
        int from = field.indexOf(':') + 1;
        while (from < field.length() && " \t\r\n".indexOf(field.charAt(from)) >= 0) {
            from++;
        }
        return field.substring(from);
    }

    /** Length of the name that {@code line} begins with; 0 when it is no field (hfield_valid). */
    static int nameEnd(String line) {
        int end = line.indexOf(':');
        while (end > 0 && (line.charAt(end - 1) == ' ' || line.charAt(end - 1) == '\t')) {
            end--;
        }
        for (int i = 0; i < end; i++) {
            if (line.charAt(i) < 33 || line.charAt(i) > 126) {
                return 0;
            }
        }
        return Math.max(end, 0);
    }

    private static Map<String, FieldName> known() {
        Map<String, FieldName> map = new HashMap<>();
        for (FieldName name : values()) {
            if (name != OTHER) {
                map.put(Latin1.lower(name.spelled), name);
            }
        }
        return map;
    }
}
