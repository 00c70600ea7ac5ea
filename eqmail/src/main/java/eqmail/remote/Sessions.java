package eqmail.remote;

import java.util.List;
import java.util.Optional;

/** Where a delivery finds a session that is open already, and leaves its own. */
interface Sessions {
    /** A session with one of these, not in use by anybody else; it may turn out to be dead. */
    Optional<Session> take(List<Target> targets);

    /**
     * A session whose message is over; it is kept for others, or ended.
     *
     * @param mostMessages how many messages one session may carry
     */
    void leave(Session session, int mostMessages);

    /** Every message has a connection of its own. */
    static Sessions single() {
        return new Sessions() {
            @Override
            public Optional<Session> take(List<Target> targets) {
                return Optional.empty();
            }

            @Override
            public void leave(Session session, int mostMessages) {
                if (session.reusable()) {
                    session.quit();
                }
            }
        };
    }
}
