package eqmail.local;

import eqmail.users.Account;
import java.io.IOException;
import java.util.List;

/** The command qmail-local: arguments in, exit code out (qmail-local.8). */
public final class QmailLocal {
    private static final int USAGE_EXIT = 100;
    private static final String USAGE =
            "qmail-local: usage: qmail-local [ -nN ] user homedir local dash ext domain sender aliasempty\n";
    private static final int ARGUMENTS = 8;

    private final String name;
    private final LocalDelivery delivery;
    private final Message message;
    private final Report report;
    private final int uid;
    private final int gid;

    /**
     * The command called as {@code name}.
     *
     * @param message descriptor 0
     * @param report descriptors 1 and 2
     * @param uid who we are, and so whose mail it is
     * @param gid our group
     */
    public QmailLocal(String name, LocalDelivery delivery, Message message, Report report, int uid, int gid) {
        this.name = name;
        this.delivery = delivery;
        this.message = message;
        this.report = report;
        this.uid = uid;
        this.gid = gid;
    }

    /** Does it; the exit code. */
    public int run(List<String> args) throws IOException {
        boolean deliver = true;
        int next = 0;
        for (;
                next < args.size()
                        && args.get(next).startsWith("-")
                        && args.get(next).length() > 1;
                next++) {
            String word = args.get(next);
            if (word.equals("--")) {
                next++;
                break;
            }
            for (int i = 1; i < word.length(); i++) {
                switch (word.charAt(i)) {
                    case 'n' -> deliver = false;
                    case 'N' -> deliver = true;
                    default -> {
                        report.err(name + ": illegal option -- " + word.charAt(i) + "\n");
                        return usage();
                    }
                }
            }
        }
        List<String> rest = args.subList(next, args.size());
        if (rest.size() != ARGUMENTS || !rest.get(1).startsWith("/")) {
            return usage();
        }
        Account account = new Account(rest.get(0), uid, gid, rest.get(1));
        LocalRequest request =
                new LocalRequest(account, rest.get(2), rest.get(3), rest.get(4), rest.get(5), rest.get(6), rest.get(7));
        return deliver ? delivery.deliver(request, message, report) : delivery.plan(request, report);
    }

    private int usage() {
        report.err(USAGE);
        return USAGE_EXIT;
    }
}
