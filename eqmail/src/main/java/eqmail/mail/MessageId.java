package eqmail.mail;

/**
 * Names one queued message for ever.
 *
 * <p>The upper 16 bits are the owner's epoch (0 on a single node), so that two owners of a spool can never give the same
 * id; the lower 48 bits count the messages of that epoch. The numbers which logs and replies show ({@code msg}, {@code
 * qp}) are {@link #number()}: with epoch 0 the id itself.
 *
 * @param value both parts; positive
 */
public record MessageId(long value) implements Comparable<MessageId> {
    private static final int COUNT_BITS = 48;

    /** The id of message {@code count} of {@code epoch}. */
    public static MessageId of(int epoch, long count) {
        return new MessageId(((long) epoch << COUNT_BITS) | count);
    }

    /** The owner's epoch, 0 to 65535. */
    public int epoch() {
        return (int) (value >>> COUNT_BITS);
    }

    /** The decimal number for {@code msg N}, {@code qp N} and the Received line. */
    public long number() {
        return value;
    }

    @Override
    public int compareTo(MessageId other) {
        return Long.compareUnsigned(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toUnsignedString(value);
    }
}
