package eqmail.tcpserver;

import eqmail.bytes.Latin1;
import eqmail.cdb.CdbWriter;
import eqmail.control.Fault;
import eqmail.rules.RuleSyntaxException;
import eqmail.rules.RuleText;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/** The program tcprules: compiles rules into a constant database that tcpserver and the daemon follow. */
public final class TcpRules {
    private static final int WRONG = 100;
    private static final int TEMPORARY = 111;

    private final InputStream stdin;
    private final OutputStream stderr;

    /** Reads rules from {@code stdin}, complains to {@code stderr}. */
    public TcpRules(InputStream stdin, OutputStream stderr) {
        this.stdin = stdin;
        this.stderr = stderr;
    }

    /**
     * Compiles; {@code args} are the file to make and a temporary one beside it.
     *
     * @return 0; 100 for wrong arguments or a line that is no rule; 111 for trouble with files. The old file stays then
     */
    public int run(List<String> args) throws IOException {
        if (args.size() != 2) {
            return say("usage: tcprules rules.cdb rules.tmp", WRONG);
        }
        String cdb = args.get(0);
        String temporary = args.get(1);
        List<RuleText.Entry> rules;
        try {
            rules = RuleText.parse(Latin1.string(stdin.readAllBytes()));
        } catch (RuleSyntaxException e) {
            return fatal("unable to parse this line: " + e.text(), WRONG);
        } catch (IOException e) {
            return fatal("unable to read input: " + Fault.text(e), TEMPORARY);
        }
        CdbWriter writer;
        try {
            writer = CdbWriter.create(Path.of(temporary));
        } catch (IOException e) {
            return fatal("unable to create " + temporary + ": " + Fault.text(e), TEMPORARY);
        }
        try (writer) {
            for (RuleText.Entry entry : rules) {
                writer.add(entry.key(), entry.rule().toData());
            }
            writer.finish();
        } catch (IOException e) {
            return fatal("unable to write " + temporary + ": " + Fault.text(e), TEMPORARY);
        }
        try {
            writer.moveTo(Path.of(cdb));
        } catch (IOException e) {
            return fatal("unable to move " + temporary + " to " + cdb + ": " + Fault.text(e), TEMPORARY);
        }
        return 0;
    }

    private int fatal(String why, int code) throws IOException {
        return say("fatal: " + why, code);
    }

    private int say(String what, int code) throws IOException {
        stderr.write(Latin1.bytes("tcprules: " + what + "\n"));
        return code;
    }
}
