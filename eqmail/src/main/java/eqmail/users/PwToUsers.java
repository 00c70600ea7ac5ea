package eqmail.users;

import eqmail.bytes.Getopt;
import eqmail.bytes.Latin1;
import eqmail.bytes.Scan;
import eqmail.control.ConstMap;
import eqmail.control.Control;
import eqmail.control.ControlException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The program qmail-pw2u: makes lines for users/assign from lines of passwd(5) (tools.md 10.3). What was printed before a
 * fault stays printed; without the closing dot qmail-newu refuses it.
 */
public final class PwToUsers {
    private static final int WRONG_USE = 100;
    private static final int TEMPORARY = 111;

    /** A passwd file of a million accounts. */
    private static final int MOST_INPUT = 64 << 20;

    /** Fields of a passwd line that must be ended by a colon: name, password, uid, gid, comment, home. */
    private static final int FIELDS = 6;

    private final Control control;
    private final Passwd passwd;
    private final InputStream stdin;
    private final OutputStream stdout;
    private final OutputStream stderr;
    private final Map<String, String> accepted = new HashMap<>();

    /** What is done about homes. */
    private enum Homes {
        /** Accounts without one of their own are left out. */
        SKIP,
        /** One that is missing ends the program. */
        DEMAND,
        IGNORE
    }

    private Homes homes = Homes.SKIP;
    private boolean capitals;
    private String dash = "-";
    private String delimiter = "+";

    /** Reads {@code control} and the files below {@code users} beside it; of {@code passwd} only who owns a home. */
    public PwToUsers(Control control, Passwd passwd, InputStream stdin, OutputStream stdout, OutputStream stderr) {
        this.control = control;
        this.passwd = passwd;
        this.stdin = stdin;
        this.stdout = new BufferedOutputStream(stdout);
        this.stderr = stderr;
    }

    private static final class Fatal extends Exception {
        private static final long serialVersionUID = 1;

        Fatal(String what) {
            super(what);
        }
    }

    /**
     * What the files below users/ say.
     *
     * @param include only these accounts, if the file is there
     * @param exclude not these
     * @param mailNames for an account {@code name1:name2...} in place of its own name
     * @param subusers lines {@code sub:user:pre:}; no list file: {@code #} is a byte like others
     * @param append copied as it is
     */
    private record Tables(
            Optional<ConstMap> include, ConstMap exclude, ConstMap mailNames, List<String> subusers, String append) {
        static Tables read(Control control) throws ControlException {
            return new Tables(
                    control.list("users/include").map(ConstMap::keys),
                    ConstMap.keys(control.list("users/exclude").orElse(List.of())),
                    ConstMap.pairs(control.list("users/mailnames").orElse(List.of())),
                    control.text("users/subusers").orElse("").lines().toList(),
                    control.text("users/append").orElse(""));
        }
    }

    /** Does it; 0, 100 for an unknown option, 111 for trouble. */
    public int run(List<String> args) throws IOException {
        try {
            return make(args);
        } catch (ControlException e) {
            return failed("unable to read controls");
        } catch (Fatal e) {
            return failed(String.valueOf(e.getMessage()));
        }
    }

    private int make(List<String> args) throws IOException, Fatal {
        try {
            delimiter = Users.delimiter(control);
            Optional<String> wrong = options(args);
            if (wrong.isPresent()) {
                stderr.write(Latin1.bytes("qmail-pw2u: " + wrong.get() + "\n"));
                return WRONG_USE;
            }
            if (!Files.isDirectory(control.home())) {
                throw new Fatal("unable to chdir");
            }
            Tables files = Tables.read(control);
            for (String line : input().split("\n", -1)) {
                account(line, files);
            }
            if (!accepted.containsKey(PasswdRule.ALIAS)) {
                throw new Fatal("unable to find alias user");
            }
            for (String line : files.subusers()) {
                subuser(line);
            }
            boolean ended = files.append().isEmpty() || files.append().endsWith("\n");
            print(files.append() + (ended ? ".\n" : "\n.\n"));
            return 0;
        } finally {
            flush();
        }
    }

    private Optional<String> options(List<String> args) {
        Getopt options = new Getopt(args, "/ohHuUCc:");
        for (Character option = options.next(); option != null; option = options.next()) {
            switch (option) {
                case '/' -> dash = "-/";
                case 'o' -> homes = Homes.SKIP;
                case 'h' -> homes = Homes.DEMAND;
                case 'H' -> homes = Homes.IGNORE;
                case 'u' -> capitals = true;
                case 'U' -> capitals = false;
                case 'C' -> delimiter = "";
                case 'c' ->
                    delimiter = options.value().isEmpty() ? "" : options.value().substring(0, 1);
                default -> {
                    return Optional.of(options.fault());
                }
            }
        }
        return Optional.empty();
    }

    private String input() throws Fatal {
        try {
            byte[] bytes = stdin.readNBytes(MOST_INPUT + 1);
            if (bytes.length <= MOST_INPUT) {
                return Latin1.string(bytes);
            }
        } catch (IOException unreadable) {
            // Said below, as for an input without end.
        }
        throw new Fatal("unable to read input");
    }

    private void account(String line, Tables files) throws Fatal {
        String[] fields = line.split(":", FIELDS + 1);
        if (fields.length <= FIELDS || line.indexOf('\0') >= 0) {
            return;
        }
        String user = fields[0];
        String home = fields[5];
        long uid = Scan.numberOrZero(fields[2]);
        boolean named = files.include().map(map -> map.contains(user)).orElse(true)
                && !files.exclude().contains(user)
                && (capitals || user.chars().noneMatch(c -> c >= 'A' && c <= 'Z'));
        if (uid == 0 || !named || !atHome(home, uid)) {
            return;
        }
        String assignment = ":" + String.join(":", user, fields[2], fields[3], home);
        accepted.put(Latin1.lower(user), assignment);
        if (user.equals(PasswdRule.ALIAS)) {
            print("+" + assignment + ":" + dash + "::\n");
        }
        for (String name : files.mailNames().get(user).orElse(user).split(":", -1)) {
            if (!name.isEmpty()) {
                print("=" + name + assignment + ":::\n");
                extension(name, assignment, "");
            }
        }
    }

    private boolean atHome(String home, long uid) throws Fatal {
        if (homes == Homes.IGNORE) {
            return true;
        }
        OptionalInt owner;
        try {
            owner = passwd.owner(home);
        } catch (IOException unreachable) {
            throw new Fatal("unable to stat " + home);
        }
        if (owner.isEmpty() && homes == Homes.DEMAND) {
            throw new Fatal("unable to stat " + home);
        }
        return owner.isPresent() && Integer.toUnsignedLong(owner.getAsInt()) == uid;
    }

    private void subuser(String line) throws Fatal {
        List<String> fields = Arrays.asList(line.split(":", -1));
        if (fields.size() < 4) {
            return;
        }
        String assignment = accepted.get(Latin1.lower(fields.get(1)));
        if (assignment == null) {
            throw new Fatal("unable to find " + fields.get(1) + " user for subuser");
        }
        print("=" + fields.get(0) + assignment + ":" + dash + ":" + fields.get(2) + ":\n");
        extension(fields.get(0), assignment, fields.get(2) + "-");
    }

    /** The line for {@code NAME+anything}. */
    private void extension(String name, String assignment, String before) throws Fatal {
        if (!delimiter.isEmpty()) {
            print("+" + name + delimiter + assignment + ":" + dash + ":" + before + ":\n");
        }
    }

    private void print(String text) throws Fatal {
        try {
            stdout.write(Latin1.bytes(text));
        } catch (IOException e) {
            throw new Fatal("unable to write output");
        }
    }

    private void flush() throws Fatal {
        try {
            stdout.flush();
        } catch (IOException e) {
            throw new Fatal("unable to write output");
        }
    }

    private int failed(String what) throws IOException {
        stderr.write(Latin1.bytes("qmail-pw2u: fatal: " + what + "\n"));
        return TEMPORARY;
    }
}
