package eqmail.cli;

import eqmail.admin.ShowControl;
import eqmail.control.Control;
import eqmail.control.ControlCheck;
import eqmail.posix.Accounts;
import eqmail.posix.PosixException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@code qmail-showctl}: asks the host for the accounts, and the rooms for what they think of their files. */
final class ShowControlCommand implements Program {
    /** In the order of the original's conf-users. */
    private static final List<String> USERS =
            List.of("alias", "qmaild", "qmaill", "root", "qmailp", "qmailq", "qmailr", "qmails");

    private static final List<String> GROUPS = List.of("nofiles", "qmail");

    @Override
    public int run(Invocation in) throws IOException {
        ControlCheck check = ControlOwners.check(in.home(), in.env());
        return new ShowControl(new Control(in.home()), ShowControlCommand::numbers, check, in.stdout(), in.stderr())
                .run(in.args());
    }

    private static ShowControl.Accounts numbers() {
        List<String> users = new ArrayList<>();
        for (String name : USERS) {
            users.add(number(() -> Accounts.byName(name)
                    .map(account -> Integer.toUnsignedString(account.uid()))
                    .orElse("none")));
        }
        List<String> groups = new ArrayList<>();
        for (String name : GROUPS) {
            groups.add(number(() -> {
                var gid = Accounts.group(name);
                return gid.isPresent() ? Integer.toUnsignedString(gid.getAsInt()) : "none";
            }));
        }
        return new ShowControl.Accounts(users, groups);
    }

    private interface Question {
        String answer() throws PosixException;
    }

    private static String number(Question question) {
        try {
            return question.answer();
        } catch (PosixException silent) {
            return "unknown";
        }
    }
}
