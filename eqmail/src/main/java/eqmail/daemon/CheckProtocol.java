package eqmail.daemon;

import eqmail.auth.Checker.Answer;
import eqmail.auth.Claim;
import eqmail.bytes.Latin1;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * How the network process asks the root helper to have a password checked, one connection a login.
 *
 * <pre>
 * request   "check 1\n"   text: control file with the command   text: user   text: response   text: challenge
 *           u8 number of variables, each   text: name   text: value
 * answer    u8 letter of the {@link Answer}: y, n, c(rashed), s (not started), p (no pipe)
 * </pre>
 *
 * A text is a u16 length, big-endian, and so many bytes, none of them NUL. The command itself never crosses: the helper
 * reads it where root has written it.
 */
final class CheckProtocol {
    /** The first line of a request. */
    static final String WORD = "check 1\n";

    /** Twice the longest line of a SASL dialogue, decoded. */
    static final int LONGEST_TEXT = 16 * 1024;

    static final int MOST_VARIABLES = 64;

    private static final Pattern FILE = Pattern.compile("control/[a-z0-9][a-z0-9._-]{0,63}");

    /** What says who the client is. Nothing that a loader, a shell or an interpreter would listen to. */
    private static final Pattern VARIABLE = Pattern.compile("(TCP|SMTP)[A-Z0-9]{1,60}|PROTO|RELAYCLIENT");

    private CheckProtocol() {}

    /**
     * What is to be checked.
     *
     * @param file names the command, relative to the home
     * @param environment about the client
     */
    record Request(String file, Claim claim, Map<String, String> environment) {}

    /** Can the helper be asked about a command in {@code file}? */
    static boolean admits(String file) {
        return FILE.matcher(file).matches();
    }

    static void write(DataOutputStream out, Request request) throws IOException {
        write(out, WORD, request);
    }

    /** The same claim, but {@code word} says what is wanted if it is true. */
    static void write(DataOutputStream out, String word, Request request) throws IOException {
        out.write(Latin1.bytes(word));
        writeText(out, request.file());
        writeText(out, request.claim().user());
        writeText(out, request.claim().response());
        writeText(out, request.claim().challenge());
        Map<String, String> told = new TreeMap<>(request.environment());
        told.entrySet()
                .removeIf(e -> !VARIABLE.matcher(e.getKey()).matches()
                        || e.getValue().length() > LONGEST_TEXT
                        || e.getValue().indexOf('\0') >= 0);
        while (told.size() > MOST_VARIABLES) {
            told.remove(told.keySet().iterator().next());
        }
        out.writeByte(told.size());
        for (Map.Entry<String, String> variable : told.entrySet()) {
            writeText(out, variable.getKey());
            writeText(out, variable.getValue());
        }
        out.flush();
    }

    /**
     * Reads what follows {@link #WORD}.
     *
     * @throws IOException when the peer does not keep to the format
     */
    static Request read(DataInputStream in) throws IOException {
        String file = readText(in);
        if (!admits(file)) {
            throw malformed();
        }
        Claim claim = new Claim(readText(in), readText(in), readText(in));
        int count = in.readUnsignedByte();
        Map<String, String> environment = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            String name = readText(in);
            if (count > MOST_VARIABLES || !VARIABLE.matcher(name).matches()) {
                throw malformed();
            }
            environment.put(name, readText(in));
        }
        return new Request(file, claim, environment);
    }

    static void write(DataOutputStream out, Answer answer) throws IOException {
        out.writeByte(
                switch (answer) {
                    case ACCEPTED -> 'y';
                    case REJECTED -> 'n';
                    case CRASHED -> 'c';
                    case NOT_STARTED -> 's';
                    case NOT_RUNNABLE -> 'r';
                    case NO_PIPE -> 'p';
                });
        out.flush();
    }

    static Answer readAnswer(DataInputStream in) throws IOException {
        return switch (in.readUnsignedByte()) {
            case 'y' -> Answer.ACCEPTED;
            case 'n' -> Answer.REJECTED;
            case 'c' -> Answer.CRASHED;
            case 's' -> Answer.NOT_STARTED;
            case 'r' -> Answer.NOT_RUNNABLE;
            case 'p' -> Answer.NO_PIPE;
            default -> throw malformed();
        };
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = Latin1.bytes(text);
        if (bytes.length > LONGEST_TEXT) {
            throw new IOException("text of " + bytes.length + " bytes for the root helper");
        }
        out.writeShort(bytes.length);
        out.write(bytes);
    }

    private static String readText(DataInputStream in) throws IOException {
        int length = in.readUnsignedShort();
        if (length > LONGEST_TEXT) {
            throw malformed();
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        String text = Latin1.string(bytes);
        if (text.indexOf('\0') >= 0) {
            throw malformed();
        }
        return text;
    }

    private static IOException malformed() {
        return new IOException("malformed request to check a password");
    }
}
