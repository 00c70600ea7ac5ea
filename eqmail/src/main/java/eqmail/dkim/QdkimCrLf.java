package eqmail.dkim;

import eqmail.bytes.Latin1;
import eqmail.posix.Child;
import eqmail.posix.Launch;
import eqmail.posix.PosixException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/** The command {@code qdkimcrlf PROGRAM ARGUMENT ...}: runs a program; each LF it writes becomes CR LF. */
public final class QdkimCrLf {
    private static final int USAGE = 100;
    private static final int CANNOT_RUN = 111;

    private final Map<String, String> environment;
    private final OutputStream stdout;
    private final OutputStream stderr;

    /** The program finds {@code environment}, and is looked for in its PATH. */
    public QdkimCrLf(Map<String, String> environment, OutputStream stdout, OutputStream stderr) {
        this.environment = environment;
        this.stdout = stdout;
        this.stderr = stderr;
    }

    /** Runs the program of the arguments; its exit code is ours. */
    public int run(List<String> arguments) throws IOException {
        if (arguments.isEmpty()) {
            stderr.write(Latin1.bytes("qdkimcrlf: usage: qdkimcrlf program [arguments]\n"));
            return USAGE;
        }
        Launch launch = Launch.of(arguments.getFirst(), arguments.subList(1, arguments.size()))
                .searching(environment.getOrDefault("PATH", "/usr/bin:/bin"))
                .environment(environment)
                .sameSession()
                .pipeFrom(1);
        try (Child child = launch.start()) {
            OutputStream out = new ForeignLibrary.CrLf(stdout);
            child.from(1).input().transferTo(out);
            out.flush();
            return Surroundings.code(child.waitFor());
        } catch (PosixException e) {
            stderr.write(Latin1.bytes(
                    "qdkimcrlf: fatal: unable to run " + arguments.getFirst() + ": " + e.getMessage() + "\n"));
            return CANNOT_RUN;
        }
    }
}
