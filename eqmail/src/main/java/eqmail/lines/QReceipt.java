package eqmail.lines;

import eqmail.bytes.Latin1;
import eqmail.header.AddressList;
import eqmail.header.FieldName;
import eqmail.header.HeaderReader;
import eqmail.header.Spelling;
import eqmail.header.Token;
import eqmail.header.Tokens;
import eqmail.mail.Address;
import eqmail.mail.Envelope;
import eqmail.queue.QueueResult;
import eqmail.queue.Submission;
import eqmail.queue.SubmissionStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code qreceipt ADDRESS}: tells the sender of a delivery if the message asks for it by Notice-Requested-Upon-Delivery-To. */
public final class QReceipt implements LineCommand {
    private static final String NAME = "qreceipt";

    @Override
    public int run(Call call) throws Ending, IOException {
        String sender = call.env().get("SENDER");
        if (call.args().isEmpty() || sender == null) {
            throw new Ending(Ending.PERMANENT, NAME + ": usage: qreceipt deliveryaddress");
        }
        String address = call.args().getFirst();
        Request request = read(new HeaderReader(call.stdin()), address);
        if (request.made && !sender.equals(Address.BOUNCE) && !sender.equals(Address.DOUBLE_BOUNCE)) {
            queue(call, sender, notice(sender, address, request.messageId));
        }
        return 0;
    }

    /** What the header says. */
    private static final class Request {
        private boolean made;
        private @Nullable String messageId;

        /** Takes a field; those that do not matter, too. */
        void field(String field, String address) throws Ending {
            switch (FieldName.of(field)) {
                case MESSAGE_ID -> messageId = field;
                case NOTICE_REQUESTED_UPON_DELIVERY_TO -> made |= names(field, address);
                default -> {}
            }
        }

        private static boolean names(String field, String address) throws Ending {
            Optional<AddressList.Rewritten> list = Tokens.of(field).flatMap(t -> AddressList.rewrite(t, a -> a));
            if (list.isEmpty()) {
                throw Ending.fatal(
                        Ending.PERMANENT, NAME, "unable to parse this: " + field.substring(0, field.length() - 1));
            }
            for (List<Token> each : list.get().addresses()) {
                if (Spelling.plain(each).equals(address)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Reads all of the message: who writes it into a pipe shall not be stopped. */
    private static Request read(HeaderReader message, String address) throws Ending {
        Request request = new Request();
        try {
            String field;
            while ((field = message.next()) != null) {
                request.field(field, address);
            }
            message.copyBody((bytes, offset, length) -> {});
            return request;
        } catch (HeaderReader.HeaderTooLong e) {
            // The delivery is what counts, and a notice of it is only a favour.
            return new Request();
        } catch (IOException e) {
            throw Ending.fatal(Ending.TEMPORARY, NAME, "read error");
        }
    }

    private static String notice(String sender, String address, @Nullable String messageId) {
        String quoted = Address.quoted(sender);
        StringBuilder text = new StringBuilder();
        text.append("From: DELIVERY NOTICE SYSTEM <").append(quoted).append(">\n");
        text.append("To: <").append(quoted).append(">\n");
        text.append("Subject: success notice\n\n");
        text.append("Hi! This is the qreceipt program. Your message was delivered to the\n");
        text.append("following address: ").append(address).append(". Thanks for asking.\n");
        return messageId == null
                ? text.toString()
                : text.append("Your ").append(messageId).toString();
    }

    private static void queue(Call call, String recipient, String notice) throws Ending, IOException {
        try (Submission submission = open(call)) {
            SubmissionStream.unix(submission).write(Latin1.bytes(notice));
            QueueResult result = submission.commit(new Envelope(Address.BOUNCE, List.of(recipient)));
            if (!result.accepted()) {
                throw result.permanent()
                        ? Ending.fatal(Ending.PERMANENT, NAME, "permanent qmail-queue error")
                        : Ending.fatal(Ending.TEMPORARY, NAME, "temporary qmail-queue error");
            }
        }
    }

    private static Submission open(Call call) throws Ending {
        try {
            return call.queue().open(call.origin());
        } catch (IOException e) {
            throw Ending.fatal(Ending.TEMPORARY, NAME, "unable to fork");
        }
    }
}
