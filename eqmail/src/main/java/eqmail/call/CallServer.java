package eqmail.call;

import eqmail.bytes.Latin1;
import eqmail.log.Log;
import eqmail.posix.Descriptor;
import eqmail.posix.FileCalls;
import eqmail.posix.OpenFlag;
import eqmail.queue.QueueHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Hears of calls through the named pipe {@code spool/trigger}, into which callers write the ids of theirs, and has each
 * carried out by a thread of its own. While it serves, {@code spool/alive} names this process.
 */
public final class CallServer implements AutoCloseable {
    /** Calls at once in all; more of them wait in the pipe. */
    private static final int MAX_AT_ONCE = 500;
    /** Anybody may ring, nobody may listen. */
    private static final int RING = 0622;

    private static final int PRIVATE = 0600;
    private static final int READ = 4096;
    /** Where the process's start stands in /proc/PID/stat, counted behind the command's name; see proc(5). */
    private static final int START_TIME = 19;

    private static final Path STATUS = Path.of("/proc/self/stat");

    private final QueueHome home;
    private final CallDesk desk;
    private final CallSweep sweep;
    private final Descriptor trigger;
    private final Log log;
    private final Semaphore places = new Semaphore(MAX_AT_ONCE);
    private final Thread listener = Thread.ofPlatform().daemon().name("calls").unstarted(this::listen);
    private volatile boolean closing;

    private CallServer(QueueHome home, CallDesk desk, InstantSource clock, Descriptor trigger, Log log) {
        this.home = home;
        this.desk = desk;
        this.sweep = new CallSweep(home.calls(), clock, log);
        this.trigger = trigger;
        this.log = log;
    }

    /**
     * Opens the door. The caller owns the spool, so a pipe that lies there is a dead server's.
     *
     * @param shared may other accounts call?
     */
    public static CallServer start(QueueHome home, CallDesk desk, boolean shared, InstantSource clock, Log log)
            throws IOException {
        String pipe = home.trigger().toString();
        Files.deleteIfExists(home.trigger());
        FileCalls.makePipe(pipe, PRIVATE);
        FileCalls.mode(pipe, shared ? RING : PRIVATE);
        // For writing too: so there is always a writer, and the end of a caller is no end of input.
        CallServer made = new CallServer(home, desk, clock, Descriptor.open(pipe, OpenFlag.READ_WRITE), log);
        made.sayAlive();
        made.listener.start();
        return made;
    }

    /** Process number and start: a process that has the number later is not taken for us. */
    private void sayAlive() throws IOException {
        String status = Latin1.string(Files.readAllBytes(STATUS));
        String[] fields = status.substring(status.lastIndexOf(") ") + 2).split(" ");
        Path written = home.alive().resolveSibling("alive.new");
        Files.write(written, Latin1.bytes(ProcessHandle.current().pid() + " " + fields[START_TIME] + "\n"));
        Files.setPosixFilePermissions(written, PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(written, home.alive(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void listen() {
        sweep.waiting().forEach(this::serve);
        Ids ids = new Ids(this::serve);
        byte[] buffer = new byte[READ];
        try {
            while (!closing) {
                ids.add(buffer, trigger.read(buffer, 0, buffer.length));
                sweep.removeOld();
            }
        } catch (IOException e) {
            log.line("warning: " + home.trigger() + ": " + e.getMessage());
        } finally {
            trigger.close();
        }
    }

    private void serve(String id) {
        places.acquireUninterruptibly();
        Thread.ofVirtual().name("call").start(() -> {
            try {
                desk.serve(id);
            } finally {
                places.release();
            }
        });
    }

    /** Cuts what comes through the pipe into ids; anything else between line ends is thrown away. */
    static final class Ids {
        private final Consumer<String> taker;
        private final StringBuilder word = new StringBuilder();

        Ids(Consumer<String> taker) {
            this.taker = taker;
        }

        void add(byte[] bytes, int length) {
            for (int i = 0; i < length; i++) {
                if (bytes[i] != '\n') {
                    grow((char) (bytes[i] & 0xff));
                    continue;
                }
                String id = word.toString();
                word.setLength(0);
                if (CallDesk.isId(id)) {
                    taker.accept(id);
                }
            }
        }

        private void grow(char c) {
            if (word.length() <= CallDesk.ID_LENGTH) {
                word.append(c);
            }
        }
    }

    /** Takes no further calls, waits for those that run. Commands do their work themselves from now on. */
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(home.alive());
        Files.deleteIfExists(home.trigger());
        closing = true;
        trigger.writeAll(new byte[] {'\n'});
        places.acquireUninterruptibly(MAX_AT_ONCE);
    }
}
