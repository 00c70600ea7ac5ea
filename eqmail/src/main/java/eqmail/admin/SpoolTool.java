package eqmail.admin;

import eqmail.bytes.Latin1;
import eqmail.bytes.Scan;
import eqmail.control.Fault;
import eqmail.fs.Disk;
import eqmail.fs.RealDisk;
import eqmail.spool.SpoolCheck;
import eqmail.spool.SpoolDump;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/** {@code eqmail spool check DIR} and {@code eqmail spool dump DIR [ID]}: for looking, beside a running server or not. */
public final class SpoolTool {
    private static final String USAGE = "usage: eqmail spool check DIR\n       eqmail spool dump DIR [ID]\n";
    private static final int WRONG = 1;
    private static final int WRONG_USE = 100;
    private static final int FATAL = 111;

    private final Disk disk = new RealDisk();
    private final OutputStream out;
    private final OutputStream errors;

    /** Prints to {@code out}, what stands in the way to {@code errors}. */
    public SpoolTool(OutputStream out, OutputStream errors) {
        this.out = new BufferedOutputStream(out);
        this.errors = errors;
    }

    /**
     * Does what {@code args} say, {@code check} or {@code dump} first.
     *
     * @return exit code: 0, 1 when something is wrong in the spool, 100 for wrong use, 111 when it cannot be read
     * @throws IOException when the output cannot be written
     */
    public int run(List<String> args) throws IOException {
        String command = args.size() < 2 ? "" : args.getFirst();
        boolean check = command.equals("check") && args.size() == 2;
        boolean dump = command.equals("dump") && args.size() <= 3 && isId(args);
        if (!check && !dump) {
            errors.write(Latin1.bytes(USAGE));
            return WRONG_USE;
        }
        Path spool = Path.of(args.get(1));
        try {
            return check ? check(spool) : dump(spool, args);
        } catch (IOException e) {
            out.flush();
            errors.write(
                    Latin1.bytes("eqmail: fatal: unable to read the spool " + spool + ": " + Fault.text(e) + "\n"));
            return FATAL;
        }
    }

    /** A number that a message can have, if there is one. */
    private static boolean isId(List<String> args) {
        return args.size() < 3
                || (Scan.digits(args.get(2), 0) == args.get(2).length() && Scan.numberOrZero(args.get(2)) != 0);
    }

    private int check(Path spool) throws IOException {
        SpoolCheck.Result result = new SpoolCheck(disk, spool).run();
        for (String fault : result.faults()) {
            line(fault);
        }
        int faults = result.faults().size();
        line(result.messages() + " messages, " + result.segments() + " segments, "
                + (faults == 0 ? "all is well" : faults + (faults == 1 ? " fault" : " faults")));
        out.flush();
        return faults == 0 ? 0 : WRONG;
    }

    private int dump(Path spool, List<String> args) throws IOException {
        SpoolDump dump = new SpoolDump(disk, spool, this::line);
        if (args.size() < 3) {
            dump.all();
        } else {
            dump.message(Scan.numberOrZero(args.get(2)));
        }
        out.flush();
        return 0;
    }

    private void line(String text) throws IOException {
        out.write(Latin1.bytes(text));
        out.write('\n');
    }
}
