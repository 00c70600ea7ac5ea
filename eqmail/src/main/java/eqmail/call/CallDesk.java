package eqmail.call;

import eqmail.bytes.Latin1;
import eqmail.log.Log;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Carries out calls, each on the thread that brings it. Thread-safe. */
public final class CallDesk {
    /** Calls of one account at once; a shell loop gone wild must leave room for others, and has its own JVMs. */
    static final int MAX_PER_ACCOUNT = 100;

    private static final int TRY_AGAIN = 111;
    static final int ID_LENGTH = 36;

    private final Path folder;
    private final Map<String, CallProgram> programs;
    private final Log log;
    private final ConcurrentHashMap<Integer, AtomicInteger> callers = new ConcurrentHashMap<>();

    /**
     * A desk for the calls in {@code folder}.
     *
     * @param programs by their names; every other command is declined
     */
    public CallDesk(Path folder, Map<String, CallProgram> programs, Log log) {
        this.folder = folder;
        this.programs = Map.copyOf(programs);
        this.log = log;
    }

    /** Can this be the id of a call, as {@code /proc/sys/kernel/random/uuid} makes them? */
    static boolean isId(String word) {
        if (word.length() != ID_LENGTH) {
            return false;
        }
        for (int i = 0; i < ID_LENGTH; i++) {
            char c = word.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f') && c != '-') {
                return false;
            }
        }
        return true;
    }

    /** Carries out call {@code id}, if there is one whose caller waits. */
    void serve(String id) {
        try (CallFiles files = CallFiles.open(folder.resolve(id).toString())) {
            Optional<CallWords> words = files.words();
            if (!files.claim()) {
                return;
            }
            AtomicInteger running = callers.computeIfAbsent(files.uid(), u -> new AtomicInteger());
            try {
                boolean room = running.incrementAndGet() <= MAX_PER_ACCOUNT;
                if (room && words.isPresent()) {
                    run(files, words.get());
                } else {
                    files.decline();
                }
            } finally {
                running.decrementAndGet();
            }
        } catch (IOException notACall) {
            // Withdrawn, its caller dead, or never one. What is left of it is swept when it is old.
        }
    }

    private void run(CallFiles files, CallWords words) throws IOException {
        CallProgram program = programs.get(words.name());
        if (program == null) {
            files.decline();
            return;
        }
        AnswerText text = new AnswerText();
        Call call = new Call(words.name(), words.args(), words.env(), files.uid(), words.pid(), files.message(), text);
        int exit = runSafely(program, call, text);
        if (exit == CallProgram.NOT_HERE) {
            files.decline();
        } else {
            files.answer(exit, text.escaped());
        }
    }

    /** Trouble of ours must reach the caller as such, and no other call. */
    private int runSafely(CallProgram program, Call call, OutputStream text) throws IOException {
        try {
            return program.run(call);
        } catch (IOException | RuntimeException e) {
            log.line("warning: " + call.name() + " for uid " + call.uid() + ": " + e);
            text.write(Latin1.bytes(call.name() + ": fatal: trouble in the mail server\n"));
            return TRY_AGAIN;
        }
    }
}
