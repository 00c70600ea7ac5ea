package eqmail.auth;

import eqmail.bytes.Latin1;
import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.control.Flaws;
import eqmail.control.NamedProgram;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.StringTokenizer;

/** users/smtpauth and control/checkpwtools as those see them who check a configuration. */
public final class AuthFiles {
    private static final String TOOLS = "control/checkpwtools";

    private AuthFiles() {}

    /**
     * Looks at every line of both. No password is repeated.
     *
     * @throws ControlException if one of them cannot be read
     */
    public static void inspect(Control control, Flaws flaws) throws ControlException {
        for (Control.Entry tool : control.numbered(TOOLS)) {
            if (tool.text().startsWith("/")) {
                NamedProgram.fault(control.home(), tool.text())
                        .ifPresent(fault -> flaws.fault(TOOLS, tool.line(), fault));
            }
        }
        Optional<String> passwords = control.text(PasswordFile.NAME);
        if (passwords.isPresent()) {
            passwords(passwords.get(), flaws);
        }
    }

    private static void passwords(String text, Flaws flaws) {
        Map<String, Integer> users = new HashMap<>();
        int number = 0;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            number++;
            StringTokenizer fields = new StringTokenizer(Latin1.cString(line), ":");
            if (line.length() > PasswordFile.LONGEST_LINE) {
                flaws.fault(PasswordFile.NAME, number, "longer than " + PasswordFile.LONGEST_LINE + " bytes");
            } else if (!fields.hasMoreTokens()) {
                flaws.fault(PasswordFile.NAME, number, "no user, and nobody further down can log in");
            } else if (!line.startsWith("#")) {
                String user = fields.nextToken();
                Integer before = users.putIfAbsent(user, number);
                if (!fields.hasMoreTokens()) {
                    flaws.fault(PasswordFile.NAME, number, "no password for " + user);
                } else if (before != null) {
                    flaws.warning(
                            PasswordFile.NAME, number, "does not count: " + user + " is in line " + before + ", too");
                }
            }
        }
    }
}
