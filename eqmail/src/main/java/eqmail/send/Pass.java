package eqmail.send;

import eqmail.delivery.Channel;

/**
 * One walk over the recipients of a message in one channel (qmail-send's job). Its next try and whether it is the last one
 * are settled when its first delivery starts.
 */
final class Pass {
    final OpenMessage message;
    final Channel channel;
    /** Recipients of this pass that wait or are being delivered to. */
    int outstanding;

    private boolean begun;
    private boolean dying;
    private long retryAt;

    Pass(OpenMessage message, Channel channel) {
        this.message = message;
        this.channel = channel;
    }

    /** To be called before each delivery; the first call counts. */
    void begin(RetrySchedule schedule, long now) {
        if (!begun) {
            begun = true;
            dying = schedule.dying(message.birth, now);
            retryAt = RetrySchedule.next(message.birth, now, channel);
        }
    }

    /** Must a deferral of this pass become a failure? */
    boolean dying() {
        return dying;
    }

    long retryAt() {
        return retryAt;
    }
}
