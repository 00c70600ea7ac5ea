package eqmail.bfrmt;

import eqmail.delivery.Replaceable;
import eqmail.fs.HeldBody;
import eqmail.log.Log;
import eqmail.mail.Body;
import eqmail.mail.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The filters of {@code control/remotefilters}: each gets what the one before it made of the message, and the last one's is
 * sent (remotefilters(5)).
 */
public final class RemoteFilters implements AutoCloseable {
    static final String OWN_COMMANDS = "bin/";
    /** A command of ours that somebody replaces counts as theirs after this time at the latest. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final Path home;
    private final Replaceable programs;
    private final Map<String, String> environment;
    private final Map<String, Filter> stock;
    private final Log log;
    private final FilterLimits limits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, PersistentFilter> persistent = new HashMap<>(); // under lock
    private volatile Chain chain = new Chain(List.of(), List.of(), System.nanoTime());

    /** The filters that lines name, as it was at a moment. */
    private record Chain(List<String> lines, List<Filter> filters, long since) {
        boolean serves(List<String> wanted) {
            return lines.equals(wanted) && System.nanoTime() - since <= FRESH.toNanos();
        }
    }

    /**
     * Filters for {@code home}.
     *
     * @param programs tells whether a command of ours has been replaced
     * @param environment what programs find
     * @param stock filters that run in process, by the names of their commands
     */
    public RemoteFilters(
            Path home, Replaceable programs, Map<String, String> environment, Map<String, Filter> stock, Log log) {
        this(home, programs, environment, stock, log, FilterLimits.DEFAULT);
    }

    RemoteFilters(
            Path home,
            Replaceable programs,
            Map<String, String> environment,
            Map<String, Filter> stock,
            Log log,
            FilterLimits limits) {
        this.home = home;
        this.programs = programs;
        this.environment = new HashMap<>(environment);
        this.environment.put("QMAILHOME", home.toString());
        this.stock = Map.copyOf(stock);
        this.log = log;
        this.limits = limits;
    }

    /** What the filters have made of a message; it and what it is made of live until it is closed. */
    public static final class Filtered implements AutoCloseable {
        private final List<HeldBody> held = new ArrayList<>();
        private Body body;
        private Optional<Verdict> stopped = Optional.empty();

        private Filtered(Body body) {
            this.body = body;
        }

        /** Why nothing is to be sent; usually empty. */
        public Optional<Verdict> stopped() {
            return stopped;
        }

        /** What is to be sent. */
        public Body body() {
            return body;
        }

        private boolean goesOn() {
            return stopped.isEmpty();
        }

        private void take(Filter.Result result) {
            switch (result) {
                case Filter.Result.Stop stop -> stopped = Optional.of(stop.verdict());
                case Filter.Result.Pass pass -> {
                    body = pass.body();
                    if (body instanceof HeldBody made) {
                        held.add(made);
                    }
                }
            }
        }

        @Override
        public void close() {
            held.forEach(HeldBody::close);
        }
    }

    /**
     * Has {@code mail} looked at by the filters that {@code lines} name, in their order.
     */
    public Filtered pass(List<String> lines, Outgoing mail) throws InterruptedException {
        Filtered filtered = new Filtered(mail.body());
        boolean complete = false;
        try {
            for (Iterator<Filter> next = filters(lines).iterator(); filtered.goesOn() && next.hasNext(); ) {
                filtered.take(next.next().apply(mail.with(filtered.body())));
            }
            complete = true;
            return filtered;
        } finally {
            if (!complete) {
                filtered.close();
            }
        }
    }

    private List<Filter> filters(List<String> lines) {
        Chain now = chain;
        return now.serves(lines) ? now.filters() : change(lines).filters();
    }

    /** Programs that stay are kept while a line names them. */
    private Chain change(List<String> lines) {
        List<PersistentFilter> unused = new ArrayList<>();
        Chain next;
        lock.lock();
        try {
            next = new Chain(lines, lines.stream().map(this::filter).toList(), System.nanoTime());
            for (String line : List.copyOf(persistent.keySet())) {
                if (!lines.contains(line)) {
                    unused.add(persistent.remove(line));
                }
            }
            chain = next;
        } finally {
            lock.unlock();
        }
        for (PersistentFilter each : unused) {
            each.close();
        }
        return next;
    }

    private Filter filter(String text) {
        FilterLine line = FilterLine.parse(text);
        if (line.persistent()) {
            return persistent.computeIfAbsent(text, same -> new PersistentFilter(line, home, environment, limits, log));
        }
        return inProcess(line).orElseGet(() -> new ProgramFilter(line, home, environment, limits, log));
    }

    private Optional<Filter> inProcess(FilterLine line) {
        if (line.shell() || !line.text().startsWith(OWN_COMMANDS)) {
            return Optional.empty();
        }
        String name = line.text().substring(OWN_COMMANDS.length());
        return Optional.ofNullable(stock.get(name))
                .filter(own -> programs.standIn(name).isEmpty());
    }

    /** Ends the programs that stay. */
    @Override
    public void close() {
        change(List.of());
    }
}
