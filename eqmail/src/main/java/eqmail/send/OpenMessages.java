package eqmail.send;

import eqmail.mail.MessageId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The messages in memory. Others stay in the spool until there is room: a burst or a long list must not fill the heap. */
final class OpenMessages {
    /** About a kilobyte each, beside their recipients. */
    private static final int MOST = 10_000;
    /** Some hundred bytes each: a list of any length comes in, but not a second one beside it. */
    private static final int MOST_RECIPIENTS = 200_000;

    /** As long as so few are in memory nobody needs to be parked. */
    private static final int COMFORTABLE = 1_000;

    private final Map<MessageId, OpenMessage> messages = new HashMap<>();
    private int recipients;

    @Nullable
    OpenMessage find(MessageId id) {
        return messages.get(id);
    }

    Collection<OpenMessage> all() {
        return messages.values();
    }

    void add(OpenMessage message) {
        if (messages.put(message.id, message) == null) {
            recipients += message.recipients.size();
        }
    }

    void remove(OpenMessage message) {
        if (messages.remove(message.id) != null) {
            recipients -= message.recipients.size();
        }
    }

    /** Is there room for one more, however long? */
    boolean hasRoom() {
        return hasRoom(messages.size(), recipients);
    }

    /** Is there room for {@code message}, which was added, beside the others? */
    boolean hasRoomFor(OpenMessage message) {
        return hasRoom(messages.size() - 1, recipients - message.recipients.size());
    }

    boolean isComfortable() {
        return messages.size() <= COMFORTABLE;
    }

    private static boolean hasRoom(int messages, int recipients) {
        return messages < MOST && recipients < MOST_RECIPIENTS;
    }
}
