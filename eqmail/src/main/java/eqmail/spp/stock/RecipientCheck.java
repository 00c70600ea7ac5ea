package eqmail.spp.stock;

import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.delivery.Channel;
import eqmail.delivery.Router;
import eqmail.delivery.RoutingTables;
import eqmail.fs.Folder;
import eqmail.mail.Address;
import eqmail.posix.Errno;
import eqmail.posix.PosixException;
import eqmail.users.Assignment;
import eqmail.users.DotQmailName;
import eqmail.users.LookupException;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code spp-rcptcheck}: refuses recipients of our own domains for whom qmail-local would find nobody, and those who try
 * many of them. Whatever cannot be looked at counts as there.
 */
final class RecipientCheck implements Configured {
    static final String FILE = "control/spprcptcheck";

    /** How the count travels with the session, through a server that knows nothing of it. */
    private static final String COUNT = "SPPBADRCPTS";

    /** A longer local part is left to qmail-local: each of its hyphens would be one more look at the disk. */
    private static final int LONGEST_LOCAL = 1000;

    private final Surroundings around;
    private final Fresh<Rules> rules;
    private final RareLog trouble;

    RecipientCheck(Surroundings around) {
        this.around = around;
        this.rules = new Fresh<>(
                around,
                List.of(
                        FILE,
                        "control/me",
                        RoutingTables.LOCALS,
                        RoutingTables.VIRTUAL_DOMAINS,
                        "control/percenthack",
                        "control/envnoathost"),
                Rules::read);
        this.trouble = new RareLog(around);
    }

    /**
     * The settings.
     *
     * @param free unknown recipients of a session that cost nothing
     * @param delay seconds for each further one
     * @param close after so many the connection ends
     */
    private record Rules(Router router, int free, int delay, int close) {
        static Rules read(Control control) throws ControlException {
            Settings settings = Settings.read(control, FILE, Set.of("free", "delay", "close"));
            return new Rules(
                    Router.load(control),
                    settings.number("free", 5, 0, Integer.MAX_VALUE),
                    settings.number("delay", 5, 0, GreetDelay.MOST_SECONDS),
                    settings.number("close", 20, 0, Integer.MAX_VALUE));
        }
    }

    @Override
    public void readSettings() throws ControlException {
        rules.get();
    }

    @Override
    public List<String> answer(Map<String, String> environment) throws ControlException, InterruptedException {
        Caller caller = new Caller(environment);
        Rules now = rules.get();
        if (caller.recipient().isEmpty()) {
            return Replies.NONE;
        }
        Router.Route route = now.router.route(caller.recipient());
        if (route.channel() != Channel.LOCAL || mayExist(Address.box(route.address()))) {
            return Replies.NONE;
        }
        long bad = caller.number(COUNT) + 1;
        if (bad > now.close) {
            return List.of("R421 sorry, too many recipients that do not exist (#4.7.0)");
        }
        if (bad > now.free) {
            around.pause().pass(Duration.ofSeconds(now.delay));
        }
        return List.of("S" + COUNT + "=" + bad, "E550 sorry, no mailbox here by that name (#5.1.1)");
    }

    /** False only if it is certain that qmail-local would say that there is nobody. */
    private boolean mayExist(String local) throws InterruptedException {
        try {
            return local.length() > LONGEST_LOCAL || around.aside().run(() -> isSomebody(local));
        } catch (IOException unknown) {
            trouble.line("alert: unable to look up a recipient: " + unknown.getMessage());
            return true;
        }
    }

    private boolean isSomebody(String local) throws IOException {
        try {
            Assignment assignment = around.users().find(local);
            return assignment.dash().isEmpty() || assignment.account().isRoot() || hasFile(assignment);
        } catch (LookupException unknown) {
            throw new IOException(unknown.getMessage(), unknown);
        }
    }

    private boolean hasFile(Assignment assignment) {
        try (Folder home = around.homes().open(assignment.account().home())) {
            Iterator<DotQmailName> names =
                    DotQmailName.of(assignment.dash(), assignment.ext()).iterator();
            while (names.hasNext()) {
                if (mayBeFile(home, names.next().file())) {
                    return true;
                }
            }
            return false;
        } catch (PosixException closedToUs) {
            return true;
        }
    }

    private static boolean mayBeFile(Folder home, String name) {
        try {
            return home.status(name).isFile();
        } catch (PosixException e) {
            return e.errno().temporary() || e.errno() == Errno.EACCES || e.errno() == Errno.EPERM;
        }
    }
}
