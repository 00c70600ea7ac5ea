package eqmail.admin;

import eqmail.bytes.Latin1;
import eqmail.bytes.Scan;
import eqmail.control.Control;
import eqmail.control.ControlCheck;
import eqmail.control.ControlException;
import eqmail.control.ControlFile;
import eqmail.control.Flaws;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The program qmail-showctl: the configuration in words (tools.md 11), those of the original for the files that it knew;
 * with {@code --check} what is wrong with it.
 */
public final class ShowControl {
    private static final int WRONG = 1;
    private static final int WRONG_USE = 100;
    private static final int TEMPORARY = 111;

    private final Control control;
    private final Supplier<Accounts> accounts;
    private final ControlCheck check;
    private final OutputStream stdout;
    private final OutputStream stderr;

    private final StringBuilder text = new StringBuilder();
    /** The names of those that were shown. */
    private final Set<String> shown = new HashSet<>();

    /**
     * Numbers of the accounts and groups, as text.
     *
     * @param users of alias, qmaild, qmaill, root, qmailp, qmailq, qmailr and qmails
     * @param groups of nofiles and qmail
     */
    public record Accounts(List<String> users, List<String> groups) {}

    /** Shows the files of {@code control}. */
    public ShowControl(
            Control control,
            Supplier<Accounts> accounts,
            ControlCheck check,
            OutputStream stdout,
            OutputStream stderr) {
        this.control = control;
        this.accounts = accounts;
        this.check = check;
        this.stdout = stdout;
        this.stderr = stderr;
    }

    /** 0; with {@code --check} 1 if something is wrong, which warnings are not; 100 for other arguments; 111 if there is nothing to show. */
    public int run(List<String> args) throws IOException {
        if (args.equals(List.of("--check"))) {
            return check();
        }
        if (!args.isEmpty()) {
            stderr.write(Latin1.bytes("usage: qmail-showctl [--check]\n"));
            return WRONG_USE;
        }
        int exit = show();
        stdout.write(Latin1.bytes(text.toString()));
        return exit;
    }

    private int check() throws IOException {
        if (!Files.isDirectory(folder())) {
            stdout.write(Latin1.bytes("Oops! Unable to chdir to control.\n"));
            return TEMPORARY;
        }
        Flaws flaws = check.look();
        for (String fault : flaws.faults()) {
            stdout.write(Latin1.bytes(safe(fault) + "\n"));
        }
        for (String warning : flaws.warnings()) {
            stdout.write(Latin1.bytes("warning: " + safe(warning) + "\n"));
        }
        return flaws.faults().isEmpty() ? 0 : WRONG;
    }

    private Path folder() {
        return control.home().resolve("control");
    }

    private int show() {
        header();
        if (!Files.isDirectory(control.home())) {
            return oops("Unable to chdir to " + control.home() + ".\n");
        }
        if (!Files.isDirectory(folder())) {
            return oops("Unable to chdir to control.\n");
        }
        Set<String> names = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder())) {
            files.forEach(file -> names.add(String.valueOf(file.getFileName())));
        } catch (IOException e) {
            return oops("Unable to open current directory.\n");
        }
        try {
            control.line("control/me");
        } catch (ControlException e) {
            return oops("Trouble reading control/me.");
        }
        itemsOfTheOriginal();
        names.removeAll(shown);
        names.forEach(this::other);
        return 0;
    }

    private int oops(String what) {
        text.append("Oops! ").append(what);
        return TEMPORARY;
    }

    /** The split is that of the original: people compare this output. */
    private void header() {
        Accounts numbers = accounts.get();
        text.append("qmail home directory: ").append(control.home()).append(".\n");
        text.append("user-ext delimiter: ").append(safe(delimiter())).append(".\n");
        text.append("paternalism (in decimal): 2.\n");
        text.append("silent concurrency limit: ")
                .append(safe(concurrencyLimit()))
                .append(".\n");
        text.append("subdirectory split: 23.\n");
        text.append("user ids: ").append(String.join(", ", numbers.users())).append(".\n");
        text.append("group ids: ").append(String.join(", ", numbers.groups())).append(".\n");
    }

    private String concurrencyLimit() {
        ControlFile file = ControlFile.CONCURRENCYMAX;
        try {
            return Long.toUnsignedString(control.number(file.path(), Long.parseLong(file.absent())));
        } catch (ControlException e) {
            return "?";
        }
    }

    private String delimiter() {
        try {
            String line = control.line(ControlFile.EXTDELIMITER.path()).orElse(ControlFile.EXTDELIMITER.absent());
            return line.isEmpty() ? "" : line.substring(0, 1);
        } catch (ControlException e) {
            return "?";
        }
    }

    private void itemsOfTheOriginal() {
        list("badmailfrom", "Any MAIL FROM is allowed.", "", " not accepted in MAIL FROM.");
        line("bouncefrom", "MAILER-DAEMON", "Bounce user name is ");
        host("bouncehost", "Bounce host name is ");
        number("concurrencylocal", 10, "Local concurrency is ", ".");
        number("concurrencyremote", 20, "Remote concurrency is ", ".");
        number("databytes", 0, "SMTP DATA limit is ", " bytes.");
        host("defaultdomain", "Default domain name is ");
        host("defaulthost", "Default host name is ");
        host("doublebouncehost", "2B recipient host: ");
        line("doublebounceto", "postmaster", "2B recipient user: ");
        host("envnoathost", "Presumed domain name is ");
        host("helohost", "SMTP client HELO host name is ");
        host("idhost", "Message-ID host name is ");
        host("localiphost", "Local IP address becomes ");
        list("locals", "Messages for me are delivered locally.", "Messages for ", " are delivered locally.");
        line("me", "undefined! Uh-oh", "My name is ");
        list("percenthack", "The percent hack is not allowed.", "The percent hack is allowed for user%host@", ".");
        host("plusdomain", "Plus domain name is ");
        list("qmqpservers", "No QMQP servers.", "QMQP server: ", ".");
        number("queuelifetime", 604_800, "Message lifetime in the queue is ", " seconds.");
        relayed();
        host("smtpgreeting", "SMTP greeting: 220 ");
        list("smtproutes", "No artificial SMTP routes.", "SMTP route: ", "");
        number("timeoutconnect", 60, "SMTP client connection timeout is ", " seconds.");
        number("timeoutremote", 1200, "SMTP client data timeout is ", " seconds.");
        number("timeoutsmtpd", 1200, "SMTP server data timeout is ", " seconds.");
        list("virtualdomains", "No virtual domains.", "Virtual domain: ", "");
    }

    /** Which recipients smtpd takes mail for. */
    private void relayed() {
        String to = "SMTP clients may send messages to recipients at ";
        list("rcpthosts", "SMTP clients may send messages to any recipient.", to, ".");
        if (Files.exists(folder().resolve("rcpthosts"))) {
            list("morercpthosts", "No effect.", to, ".");
        } else {
            String none = "No rcpthosts; morercpthosts is irrelevant.";
            list("morercpthosts", none, "No rcpthosts; doesn't matter that morercpthosts has ", ".");
        }
        begin("morercpthosts.cdb");
        text.append(compiled()).append('\n');
    }

    private String compiled() {
        Optional<FileTime> source = modified("morercpthosts");
        Optional<FileTime> made = modified("morercpthosts.cdb");
        if (source.isEmpty()) {
            return made.isEmpty()
                    ? "(Default.) No effect."
                    : "Oops! morercpthosts.cdb exists but morercpthosts doesn't.";
        }
        if (made.isEmpty()) {
            return "Oops! morercpthosts exists but morercpthosts.cdb doesn't.";
        }
        boolean older = seconds(made.get()) < seconds(source.get());
        return older
                ? "Oops! morercpthosts.cdb is older than morercpthosts."
                : "Modified recently enough; hopefully up to date.";
    }

    private Optional<FileTime> modified(String name) {
        try {
            return Optional.of(Files.getLastModifiedTime(folder().resolve(name)));
        } catch (IOException missing) {
            return Optional.empty();
        }
    }

    private static long seconds(FileTime time) {
        return Math.floorDiv(time.toMillis(), 1000);
    }

    /** A file that the original did not know, or that nobody knows. */
    private void other(String name) {
        Optional<ControlFile> known = ControlFile.named(name);
        if (known.isEmpty()) {
            begin(safe(name));
            text.append("I have no idea what this file does.\n");
            return;
        }
        String readers = known.get().readers().replace(" ", ", ");
        String readBy = "Read by " + (readers.equals("none") ? "nobody" : readers);
        if (!known.get().kind().isText()) {
            begin(name);
            text.append(readBy).append(".\n");
        } else if (known.get().kind().isLine()) {
            line(name, "", readBy + ": ");
        } else {
            lines(name, readBy);
        }
    }

    /** Every line that is no comment, as it is. */
    private void lines(String name, String readBy) {
        begin(name);
        read(() -> {
            text.append(readBy).append(":\n");
            control.list("control/" + name)
                    .orElse(List.of())
                    .forEach(entry -> text.append(safe(entry)).append('\n'));
        });
    }

    private interface Reading {
        void run() throws ControlException;
    }

    private void read(Reading reading) {
        try {
            reading.run();
        } catch (ControlException e) {
            text.append("Oops! Trouble reading this file.\n");
        }
    }

    private void begin(String name) {
        shown.add(name);
        text.append('\n').append(name).append(": ");
    }

    private void line(String name, String absent, String before) {
        begin(name);
        read(() -> value(control.line("control/" + name), absent, before, "."));
    }

    private void host(String name, String before) {
        begin(name);
        read(() -> value(
                control.line("control/" + name), control.line("control/me").orElse(name), before, "."));
    }

    private void number(String name, long absent, String before, String after) {
        begin(name);
        read(() -> {
            Optional<String> line = control.line("control/" + name);
            Optional<String> digits = line.map(l -> l.substring(0, Scan.digits(l, 0)))
                    .filter(d -> !d.isEmpty())
                    .map(d -> Long.toUnsignedString(Scan.numberOrZero(d)));
            value(digits, Long.toString(absent), before, after);
        });
    }

    private void value(Optional<String> value, String absent, String before, String after) {
        if (value.isEmpty()) {
            text.append("(Default.) ");
        }
        text.append(before).append(safe(value.orElse(absent))).append(after).append('\n');
    }

    private void list(String name, String absent, String before, String after) {
        begin(name);
        read(() -> {
            Optional<List<String>> entries = control.list("control/" + name);
            if (entries.isEmpty()) {
                text.append("(Default.) ").append(absent).append('\n');
                return;
            }
            text.append('\n');
            entries.get()
                    .forEach(entry -> text.append(before)
                            .append(safe(entry))
                            .append(after)
                            .append('\n'));
        });
    }

    /** Nothing that a terminal would obey. */
    private static String safe(String value) {
        StringBuilder printable = new StringBuilder(value.length());
        value.chars().forEach(c -> printable.append(c < 32 || c > 126 ? '?' : (char) c));
        return printable.toString();
    }
}
