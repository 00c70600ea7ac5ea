package eqmail.cli;

import eqmail.delivery.Replaceable;
import eqmail.inject.InjectHost;
import eqmail.inject.QmailInject;
import eqmail.posix.Self;
import eqmail.queue.HandoverQueue;
import eqmail.queue.MailQueue;
import eqmail.queue.Origin;
import eqmail.queue.QueueChoice;
import eqmail.queue.QueueHome;
import eqmail.time.LocalZone;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/** {@code qmail-inject}: completes the header of the message on descriptor 0 and queues it. */
final class QmailInjectCommand implements Program {
    /** Nobody asks: the queue of a command finds out by itself which account hands in. */
    static final Origin CALLER = Origin.user(0);

    @Override
    public int run(Invocation in) throws IOException {
        return new QmailInject(new InjectHost(
                        in.name(),
                        in.env(),
                        in.home(),
                        in.directory(),
                        queue(in, in.env()),
                        CALLER,
                        InstantSource.system(),
                        () -> LocalZone.at(Instant.now()),
                        Self.pid(),
                        in.stdin(),
                        in.stdout(),
                        in.stderr()))
                .run(in.args());
    }

    /** The queue that a command hands its messages to. */
    static MailQueue queue(Invocation in, Map<String, String> env) {
        HandoverQueue own = HandoverQueue.of(new QueueHome(in.home()));
        return new QueueChoice(in.home(), new Replaceable(in.home(), in.image()), own).of(env);
    }
}
