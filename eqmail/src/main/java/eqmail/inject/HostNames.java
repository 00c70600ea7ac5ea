package eqmail.inject;

import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.header.Completion;
import eqmail.header.Token;
import eqmail.header.Tokens;
import java.util.List;
import java.util.Map;

/**
 * The names that complete addresses, from control files or the caller's environment.
 *
 * @param idHost the host in Message-ID
 */
record HostNames(Completion completion, String idHost) {
    static HostNames read(Control control, Map<String, String> env) throws ControlException, Fatal {
        control.line("control/me"); // a fault of it is one even where every other name is given
        List<Token> domain = tokens("." + name(control, env, "defaultdomain", "QMAILDEFAULTDOMAIN"));
        List<Token> host = tokens("@" + name(control, env, "defaulthost", "QMAILDEFAULTHOST"));
        List<Token> plus = tokens("." + name(control, env, "plusdomain", "QMAILPLUSDOMAIN"));
        return new HostNames(new Completion(host, domain, plus), name(control, env, "idhost", "QMAILIDHOST"));
    }

    /** The file is read in any case: one that cannot be read is an error, whatever the environment says. */
    private static String name(Control control, Map<String, String> env, String file, String variable)
            throws ControlException {
        String own = control.lineOrMe("control/" + file, file);
        return env.getOrDefault(variable, own);
    }

    private static List<Token> tokens(String text) throws Fatal {
        return Tokens.of(text).orElseThrow(() -> Fatal.unparsable(text));
    }
}
