package eqmail.send;

import eqmail.delivery.Channel;
import eqmail.mail.Body;
import eqmail.mail.MessageId;
import eqmail.spool.Recipient;
import eqmail.spool.Stored;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message with at least one pass under way. It lives in memory from the opening of its first pass to the end of its last. */
final class OpenMessage {
    final MessageId id;
    final String sender;
    final Body body;
    /** Seconds; retries count from here. */
    final long birth;
    /** Second in which it was opened. */
    final long opened;

    final List<Recipient> recipients;

    /** Is its routing in the spool? A message that ends at its first try never needs that record. */
    boolean recorded;
    /** Is there a note for its bounce? */
    boolean noted;

    private final boolean[] done;
    private int leftLocal;
    private int leftRemote;
    private @Nullable Pass localPass;
    private @Nullable Pass remotePass;

    OpenMessage(Stored stored, List<Recipient> routing, long now) {
        this.id = stored.id();
        this.sender = stored.envelope().sender();
        this.body = stored.body();
        this.birth = stored.birth().getEpochSecond();
        this.opened = now;
        this.recipients = routing;
        this.recorded = stored.routed();
        this.noted = !stored.bounce().isEmpty();
        this.done = new boolean[routing.size()];
        for (int i = 0; i < done.length; i++) {
            Recipient recipient = routing.get(i);
            done[i] = recipient.done();
            count(recipient.channel(), recipient.done() ? 0 : 1);
        }
    }

    boolean isDone(int index) {
        return done[index];
    }

    void done(int index) {
        done[index] = true;
        count(recipients.get(index).channel(), -1);
    }

    /** Recipients of {@code channel} that are not done. */
    int left(Channel channel) {
        return channel == Channel.LOCAL ? leftLocal : leftRemote;
    }

    boolean allDone() {
        return leftLocal + leftRemote == 0;
    }

    @Nullable
    Pass pass(Channel channel) {
        return channel == Channel.LOCAL ? localPass : remotePass;
    }

    boolean idle() {
        return localPass == null && remotePass == null;
    }

    void setPass(Channel channel, @Nullable Pass pass) {
        if (channel == Channel.LOCAL) {
            localPass = pass;
        } else {
            remotePass = pass;
        }
    }

    private void count(Channel channel, int by) {
        if (channel == Channel.LOCAL) {
            leftLocal += by;
        } else {
            leftRemote += by;
        }
    }
}
