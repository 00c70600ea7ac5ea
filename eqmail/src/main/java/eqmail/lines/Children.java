package eqmail.lines;

import eqmail.posix.Child;
import eqmail.posix.Descriptor;
import eqmail.posix.Errno;
import eqmail.posix.Exit;
import eqmail.posix.Launch;
import eqmail.posix.PosixException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Starts programs as fork and execvp(3) do: looked for in PATH, with the command's own environment, directory, session
 * and descriptors 0 to 2. Descriptors from 3 up are closed in them.
 */
public final class Children {
    /** What execvp searches without PATH (glibc). */
    private static final String USUAL_PATH = "/bin:/usr/bin";

    private static final String SHELL = "/bin/sh";

    private final Map<String, String> env;
    private final @Nullable String directory;
    private final Descriptor[] descriptors;

    /**
     * Programs with these surroundings.
     *
     * @param directory where they start; null for this process's own
     */
    public Children(
            Map<String, String> env,
            @Nullable String directory,
            Descriptor stdin,
            Descriptor stdout,
            Descriptor stderr) {
        this.env = env;
        this.directory = directory;
        this.descriptors = new Descriptor[] {stdin, stdout, stderr};
    }

    /** Programs in this process's own place. */
    public static Children ofProcess(Map<String, String> env) {
        return new Children(env, null, Descriptor.of(0), Descriptor.of(1), Descriptor.of(2));
    }

    /**
     * Runs a program to its end.
     *
     * @throws PosixException of call {@code exec} when there is no such program, or it may not be run
     */
    Exit run(List<String> command) throws IOException {
        try (Child child = start(command, false)) {
            return child.waitFor();
        }
    }

    /**
     * Starts a program that reads a pipe as its descriptor 0.
     *
     * @throws PosixException as {@link #run}
     */
    Child feed(List<String> command) throws PosixException {
        return start(command, true);
    }

    /**
     * Puts the command's own descriptor 0 back to its start, for whoever reads it next.
     *
     * @throws PosixException it is no file
     */
    void rewind() throws PosixException {
        descriptors[0].seek(0);
    }

    private Child start(List<String> command, boolean fed) throws PosixException {
        try {
            return launch(command, fed).start();
        } catch (PosixException e) {
            if (e.errno() != Errno.ENOEXEC) {
                throw e;
            }
            // As execvp: a file that says nothing of what can run it is a script.
            List<String> script = new ArrayList<>(command);
            script.set(0, e.subject());
            script.addFirst(SHELL);
            return launch(script, fed).start();
        }
    }

    private Launch launch(List<String> command, boolean fed) {
        String program = command.getFirst();
        Launch launch = Launch.of(program, command.subList(1, command.size()))
                .environment(env)
                .sameSession();
        if (!program.isEmpty()) {
            launch.searching(env.getOrDefault("PATH", USUAL_PATH));
        }
        if (directory != null) {
            launch.directory(directory);
        }
        for (int target = fed ? 1 : 0; target < descriptors.length; target++) {
            if (descriptors[target].number() != target) {
                launch.descriptor(target, descriptors[target]);
            }
        }
        return fed ? launch.pipeTo(0) : launch;
    }
}
