package eqmail.tcpserver;

import eqmail.bytes.Latin1;
import eqmail.control.Fault;
import eqmail.rules.CdbRules;
import eqmail.rules.Client;
import eqmail.rules.Rules;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The program tcprulescheck: says what compiled rules hold for one client. */
public final class TcpRulesCheck {
    private static final int WRONG = 100;
    private static final int TEMPORARY = 111;

    private final Map<String, String> environment;
    private final OutputStream stdout;
    private final OutputStream stderr;

    /** The client is TCPREMOTEIP, TCPREMOTEHOST and TCPREMOTEINFO of {@code environment}. */
    public TcpRulesCheck(Map<String, String> environment, OutputStream stdout, OutputStream stderr) {
        this.environment = environment;
        this.stdout = stdout;
        this.stderr = stderr;
    }

    /** Looks into the file that {@code args} name; 0, 100 for wrong arguments, 111 if it cannot be read. */
    public int run(List<String> args) throws IOException {
        if (args.size() != 1) {
            stderr.write(Latin1.bytes("tcprulescheck: usage: tcprulescheck rules.cdb\n"));
            return WRONG;
        }
        Optional<Rules.Found> found;
        try {
            found = new CdbRules(Path.of(args.getFirst())).find(Client.of(environment));
        } catch (IOException e) {
            String why = "unable to read " + args.getFirst() + ": " + Fault.text(e);
            stderr.write(Latin1.bytes("tcprulescheck: fatal: " + why + "\n"));
            return TEMPORARY;
        }
        stdout.write(Latin1.bytes(found.map(TcpRulesCheck::describe).orElse("default:\nallow connection\n")));
        return 0;
    }

    /** As tcpserver follows a rule: variables of a rule that denies set nothing for anybody. */
    private static String describe(Rules.Found found) {
        StringBuilder text = new StringBuilder("rule " + found.name() + ":\n");
        if (found.rule().deny()) {
            return text.append("deny connection\n").toString();
        }
        found.rule()
                .settings()
                .forEach(s -> text.append("set environment variable ").append(s).append('\n'));
        return text.append("allow connection\n").toString();
    }
}
