package eqmail.spp;

import eqmail.control.Control;
import eqmail.control.ControlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The plug-ins of one host: of a single session of the command, or of all sessions of the resident server, which reads a
 * list again when it has changed. A changed list that cannot be used is reported, and the last good one stays.
 */
public final class HostPlugins implements Plugins.Source, AutoCloseable {
    /** The list, if SPPCONFFILE names no other. */
    private static final String DEFAULT_FILE = "control/smtpplugins";

    private static final String LIMIT_FILE = "control/timeoutspp";

    /** Seconds for one event of one plug-in. No client waits longer for the answer to DATA (RFC 5321 4.5.3.2.4). */
    static final int DEFAULT_LIMIT = 120;

    /** A list is looked at when it was not for so long. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final PluginHost host;
    private final Control control;
    private final LongSupplier nanoClock;
    /** Guards {@link #lists}, and reading them: those who come meanwhile wait for a small file. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Map<String, Held> lists = new HashMap<>();

    /** A list, what its files looked like, and when that was. */
    private record Held(PluginList list, List<Object> stamp, long looked) {}

    /** Plug-ins for {@code host}. */
    public HostPlugins(PluginHost host, LongSupplier nanoClock) {
        this.host = host;
        this.control = host.server() ? Control.strict(host.home()) : new Control(host.home());
        this.nanoClock = nanoClock;
    }

    /**
     * Reads the usual list, so that a server does not start with one that it cannot use.
     *
     * @throws ControlException when it cannot be read
     */
    public void check() throws ControlException {
        list(DEFAULT_FILE);
    }

    @Override
    public Plugins open(Map<String, String> environment) throws ControlException {
        if (environment.containsKey("NOSPP")) {
            return Plugins.OFF;
        }
        String named = environment.getOrDefault("SPPCONFFILE", "");
        PluginList list = list(named.isEmpty() ? DEFAULT_FILE : named);
        return list.isEmpty() ? Plugins.NONE : new SessionPlugins(host, list);
    }

    private PluginList list(String file) throws ControlException {
        PluginList old = null;
        lock.lock();
        try {
            Held held = lists.get(file);
            if (held == null) {
                List<Object> stamp = stamp(file);
                held = new Held(read(file), stamp, nanoClock.getAsLong());
            } else if (nanoClock.getAsLong() - held.looked() >= LOOK_AGAIN.toNanos()) {
                Held looked = lookAgain(file, held);
                old = looked.list() == held.list() ? null : held.list();
                held = looked;
            }
            lists.put(file, held);
            return held.list();
        } finally {
            lock.unlock();
            if (old != null) {
                Thread.ofVirtual().name("spp-retire").start(old::retire);
            }
        }
    }

    private Held lookAgain(String file, Held held) {
        List<Object> stamp = stamp(file);
        PluginList list = held.list();
        if (!stamp.equals(held.stamp())) {
            try {
                list = read(file);
            } catch (ControlException e) {
                host.log().line("alert: keeping the last good plug-ins: " + e.getMessage());
            }
        }
        return new Held(list, stamp, nanoClock.getAsLong());
    }

    private PluginList read(String file) throws ControlException {
        try {
            int seconds = (int) control.number(LIMIT_FILE, DEFAULT_LIMIT);
            PluginSections sections = PluginSections.parse(control.list(file).orElse(List.of()));
            return new PluginList(host, sections, Duration.ofSeconds(seconds <= 0 ? 1 : seconds));
        } catch (InvalidPathException e) {
            throw new ControlException(file, "not a file name here", e);
        }
    }

    /** Changes whenever one of the files is made, removed, replaced or written. */
    private List<Object> stamp(String file) {
        return List.of(stampOf(file), stampOf(LIMIT_FILE));
    }

    private Object stampOf(String file) {
        try {
            BasicFileAttributes now = Files.readAttributes(host.home().resolve(file), BasicFileAttributes.class);
            return List.of(now.lastModifiedTime(), now.size(), String.valueOf(now.fileKey()));
        } catch (IOException | InvalidPathException missing) {
            return "";
        }
    }

    /** Ends the plug-ins that stay. */
    @Override
    public void close() {
        lock.lock();
        try {
            lists.values().forEach(held -> held.list().retire());
            lists.clear();
        } finally {
            lock.unlock();
        }
    }
}
