package eqmail.tcpserver;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One bound socket of the daemon. An accept thread takes connections and gives each a virtual thread; those past the
 * limits get the busy text of their role. When the process is short of descriptors, accept waits until a session ends or
 * a moment has passed: it neither spins nor dies.
 */
public final class Listener {
    /** A failure of accept is logged once in this time; it may repeat with every session that ends. */
    private static final Duration COMPLAINT_EVERY = Duration.ofMinutes(1);

    private final ListenLine line;
    private final Role role;
    private final Acceptor acceptor;
    private final Setting setting;
    private final Slots slots;
    private final Figures figures = new Figures();
    private final AtomicLong serial = new AtomicLong();
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
    private final Thread acceptThread;
    private volatile boolean stopping;
    /** Owned by the accept thread. */
    private @Nullable Long complaintDue;

    Listener(ListenLine line, Role role, Acceptor acceptor, Setting setting) {
        this.line = line;
        this.role = role;
        this.acceptor = acceptor;
        this.setting = setting;
        this.slots = new Slots(line.limits().sessions(), line.limits().perAddress());
        this.acceptThread =
                Thread.ofPlatform().name("accept " + line.name()).daemon().unstarted(this::acceptAll);
    }

    /**
     * Counters for metrics.
     *
     * @param open sessions under way
     * @param accepted connections taken, all of the below included
     * @param denied by a rule
     * @param refused past a limit
     * @param badHeaders without the PROXY header they owed, or with a broken one
     * @param acceptFailures of the system call
     * @param faults sessions that ended with an exception of ours
     */
    public record Counts(
            int open, long accepted, long denied, long refused, long badHeaders, long acceptFailures, long faults) {}

    /** {@code role address:port}, as in the file. */
    public String name() {
        return line.name();
    }

    /** Where it listens; tells the port that the kernel chose for port 0. */
    public InetSocketAddress address() {
        return acceptor.address();
    }

    /** The counters of this moment. */
    public Counts counts() {
        return new Counts(
                slots.open(),
                figures.accepted.sum(),
                figures.denied.sum(),
                figures.refused.sum(),
                figures.badHeaders.sum(),
                figures.acceptFailures.sum(),
                figures.faults.sum());
    }

    /** Begins to serve. */
    void serve() {
        log("listening on " + ListenLine.text(address()));
        logStatus();
        acceptThread.start();
    }

    /** Takes no more connections; those that the kernel holds are dropped with the socket. */
    void stopAccepting() throws InterruptedException {
        stopping = true;
        closeAcceptor();
        if (acceptThread.isAlive()) {
            acceptThread.interrupt();
            acceptThread.join();
        }
    }

    /** Waits for the sessions to end by themselves; true if they have. */
    boolean awaitSessions(Duration within) throws InterruptedException {
        return slots.awaitEmpty(within);
    }

    /** Ends every session; how many there were. */
    int cutSessions() {
        int cut = 0;
        for (Session session : sessions) {
            session.cut();
            cut++;
        }
        return cut;
    }

    ListenLine line() {
        return line;
    }

    Role role() {
        return role;
    }

    Setting setting() {
        return setting;
    }

    Slots slots() {
        return slots;
    }

    Figures figures() {
        return figures;
    }

    /** A line of the listener itself. */
    void log(String text) {
        setting.log().line("listener: " + name() + ": " + text);
    }

    /** Lines as tcpserver -v writes them, if they are wanted. */
    void logVerbose(String text) {
        if (line.verbose()) {
            setting.log().line("tcpserver: " + text);
        }
    }

    void logStatus() {
        logVerbose("status: " + slots.open() + "/" + line.limits().sessions());
    }

    /** A session is over: it gives its slot back. */
    void ended(Session session) {
        sessions.remove(session);
        slots.leave();
        logStatus();
    }

    private void acceptAll() {
        while (!stopping) {
            try {
                admit(acceptor.accept());
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                if (!stopping && !pauseAfter(e)) {
                    return;
                }
            }
        }
    }

    /** False if the listener is to end. */
    private boolean pauseAfter(Throwable failure) {
        figures.acceptFailures.increment();
        long now = setting.nanoClock().getAsLong();
        Long due = complaintDue;
        if (due == null || now - due >= 0) {
            log("cannot accept: " + failure);
            complaintDue = now + COMPLAINT_EVERY.toNanos();
        }
        try {
            slots.awaitLeave(setting.acceptPause());
            return acceptor.isOpen();
        } catch (InterruptedException stopped) {
            return false;
        }
    }

    private void admit(SocketChannel channel) throws IOException {
        figures.accepted.increment();
        Session session = session(channel);
        if (session == null) {
            return;
        }
        if (!slots.enter()) {
            // The buffer of a new connection is empty, so the few bytes never wait for the peer.
            session.refuse("all " + line.limits().sessions() + " sessions are taken");
            return;
        }
        sessions.add(session);
        logStatus();
        try {
            session.start();
        } catch (RuntimeException | OutOfMemoryError e) {
            session.cut();
            ended(session);
            throw e;
        }
    }

    /** Null if the peer is gone already: then socket options fail, and there is no address to ask for. */
    private @Nullable Session session(SocketChannel channel) throws IOException {
        try {
            return new Session(this, channel, serial.incrementAndGet());
        } catch (IOException gone) {
            channel.close();
            return null;
        }
    }

    private void closeAcceptor() {
        try {
            acceptor.close();
        } catch (IOException e) {
            log("closing: " + e.getMessage());
        }
    }
}
