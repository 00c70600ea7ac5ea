package eqmail.auth;

/** Remembers failed logins, so that guessing gets slower the longer it goes on. Safe for many threads. */
public interface Backoff {
    /** Remembers nothing; for a process that serves one client. */
    Backoff NONE = new Backoff() {
        @Override
        public boolean blocked(String ip, String user) {
            return false;
        }

        @Override
        public void failed(String ip, String user) {
            // The session has a limit of its own.
        }

        @Override
        public void passed(String ip, String user) {
            // Nothing to forget.
        }
    };

    /** Is a login of {@code user} from {@code ip} not to be judged now? */
    boolean blocked(String ip, String user);

    /** It failed. */
    void failed(String ip, String user);

    /** It succeeded. */
    void passed(String ip, String user);
}
