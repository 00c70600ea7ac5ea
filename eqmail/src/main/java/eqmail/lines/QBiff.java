package eqmail.lines;

import eqmail.header.Excerpt;
import eqmail.header.FieldName;
import eqmail.header.HeaderReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** {@code qbiff}: announces the message on the terminals of its user. Trouble is nobody's business: always 0, always silent. */
public final class QBiff implements LineCommand {
    /** A line of a terminal, with some room. */
    private static final int TEXT_BYTES = 78;

    private static final String INDENT = "    ";
    private static final String LINE_END = "\r\n";

    private final Terminals terminals;

    /** Announces on {@code terminals}. */
    public QBiff(Terminals terminals) {
        this.terminals = terminals;
    }

    @Override
    public int run(Call call) {
        String user = call.env().get("USER");
        String sender = call.env().get("SENDER");
        String local = call.env().get("LOCAL");
        if (user != null && sender != null && local != null) {
            String text = text(new HeaderReader(call.stdin()));
            if (text != null) {
                String head = Excerpt.visible("*** TO <" + local + "> FROM <" + sender + ">", '_');
                terminals.write(user, LINE_END + "\007" + head + LINE_END + text + LINE_END);
            }
        }
        return 0;
    }

    /** Subject and beginning of the body; null for a message that cannot be read. */
    private static @Nullable String text(HeaderReader message) {
        Excerpt text = new Excerpt(INDENT, TEXT_BYTES);
        try {
            String field;
            while ((field = message.next()) != null) {
                if (FieldName.of(field) == FieldName.SUBJECT) {
                    text.add(FieldName.bareValue(field));
                }
            }
            message.copyBody(text::add);
            return text.visible();
        } catch (IOException e) {
            return null;
        }
    }
}
