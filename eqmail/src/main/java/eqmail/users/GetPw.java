package eqmail.users;

import eqmail.bytes.Latin1;
import eqmail.control.Control;
import eqmail.control.ControlException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/** The program qmail-getpw: prints the account for a local part, or tells by its exit code why not (delivery.md 7.2). */
public final class GetPw {
    private static final int USAGE = 100;

    private final Path home;
    private final Passwd passwd;
    private final OutputStream stdout;
    private final OutputStream stderr;

    /** Reads control/extdelimiter of {@code home}, prints to {@code stdout}. */
    public GetPw(Path home, Passwd passwd, OutputStream stdout, OutputStream stderr) {
        this.home = home;
        this.passwd = passwd;
        this.stdout = stdout;
        this.stderr = stderr;
    }

    /** Looks up {@code args[0]}; 0, 100 without argument, or a code of {@link LookupException}. */
    public int run(List<String> args) throws IOException {
        if (args.isEmpty()) {
            return USAGE;
        }
        try {
            PasswdRule rule = new PasswdRule(passwd, Users.delimiter(new Control(home)));
            stdout.write(Latin1.bytes(rule.find(args.getFirst()).record()));
            return 0;
        } catch (ControlException e) {
            stderr.write(Latin1.bytes("qmail-getpw: fatal: " + e.getMessage() + "\n"));
            return LookupException.SYSTEM;
        } catch (LookupException e) {
            return e.exitCode();
        }
    }
}
