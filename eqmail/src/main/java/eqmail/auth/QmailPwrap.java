package eqmail.auth;

import eqmail.bytes.Latin1;
import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.posix.Child;
import eqmail.posix.Descriptor;
import eqmail.posix.Launch;
import eqmail.posix.PosixException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The command qmail-pwrap: offers the claim on descriptor 3 to the checkpassword programs of control/checkpwtools in
 * turn, each with the same arguments, until one says yes (network.md 14).
 */
public final class QmailPwrap {
    private static final int DENIED = 1;
    private static final int TEMPORARY = 111;
    private static final int CLAIM = 3;
    /** Eight times what the interface asks of each tool; a pipe holds as much. */
    static final int LONGEST_CLAIM = 4096;

    private final Path home;
    private final Map<String, String> environment;
    private final OutputStream stderr;

    /** A command for {@code home}. */
    public QmailPwrap(Path home, Map<String, String> environment, OutputStream stderr) {
        this.home = home;
        this.environment = environment;
        this.stderr = stderr;
    }

    /** Asks the tools; {@code arguments} are for them, {@code true} if there are none. */
    public int run(List<String> arguments) throws IOException {
        String claim;
        List<String> tools;
        try {
            claim = QmailChkPw.readClaim(Descriptor.of(CLAIM), LONGEST_CLAIM);
            tools = new Control(home).list("control/checkpwtools").orElse(List.of());
        } catch (ControlException e) {
            return trouble(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return trouble("unable to read descriptor 3: " + e.getMessage());
        }
        if (claim.length() > LONGEST_CLAIM) {
            return DENIED;
        }
        List<String> program = arguments.isEmpty() ? List.of("true") : arguments;
        for (String tool : tools) {
            if (tool.startsWith("/") && Files.exists(Path.of(tool)) && accepts(tool, program, claim)) {
                return 0;
            }
        }
        return DENIED;
    }

    /** A tool that cannot be run is no reason not to ask the next. */
    private boolean accepts(String tool, List<String> program, String claim) throws IOException {
        Launch launch =
                Launch.of(tool, program).environment(environment).sameSession().pipeTo(CLAIM);
        try (Child child = launch.start()) {
            try {
                child.to(CLAIM).writeAll(Latin1.bytes(claim));
            } catch (PosixException unread) {
                // Its exit code tells.
            }
            child.to(CLAIM).close();
            return child.waitFor().ok();
        } catch (PosixException e) {
            trouble(String.valueOf(e.getMessage()));
            return false;
        }
    }

    private int trouble(String what) throws IOException {
        stderr.write(Latin1.bytes("qmail-pwrap: warning: " + what + "\n"));
        return TEMPORARY;
    }
}
